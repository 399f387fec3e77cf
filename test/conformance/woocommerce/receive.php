<?php
/** For `php -S`: every POST is a message of the gateway. */

declare( strict_types=1 );

namespace AlatauLedger;

require __DIR__ . '/shop.php';

$headers  = array_change_key_case( getallheaders(), CASE_LOWER );
$receiver = new Receiver( client(), new FileOrders(), FileOrders::read()['secret'], static fn() => null );
$answer   = $receiver->receive( $headers, file_get_contents( 'php://input' ), time() );
http_response_code( $answer['status'] );
header( 'content-type: application/json' );
echo json_encode( array( 'outcome' => $answer['outcome'] ) );
