<?php
/** Usage: echo '[["Class::method", …arguments], …]' | php ask.php. Answers [{"ok": …} or {"reason": …, "definite": …}, …]. */

declare( strict_types=1 );

namespace AlatauLedger;

require __DIR__ . '/shop.php';

$calls = array(
	'Amount::to_tiyn'     => Amount::to_tiyn( ... ),
	'Amount::to_tenge'    => Amount::to_tenge( ... ),
	'Lines::of'           => Lines::of( ... ),
	'Webhook::verify'     => Webhook::verify( ... ),
	'Webhook::sign'       => Webhook::sign( ... ),
	'RefundPlan::payment' => RefundPlan::payment( ... ),
	'RefundPlan::reason'  => RefundPlan::reason( ... ),
	'InvoiceState::of'    => static fn( array $invoice, string $tiyn ): array => (array) InvoiceState::of( $invoice, $tiyn ),
	'address'             => static fn( string $address ): string => ( new Client( $address, 'alk_x', static fn() => array( 0, '' ) ) )->page( '0x' . str_repeat( '0', 64 ) ),
	'client'              => static fn( string $method, ...$arguments ) => client()->$method( ...$arguments ),
	'language'            => static fn( string $name ): array => require __DIR__ . "/../../../examples/woocommerce/languages/$name.php",
);
$answers = array();
foreach ( json_decode( stream_get_contents( STDIN ), true, 32, JSON_THROW_ON_ERROR ) as $call ) {
	try {
		$answers[] = array( 'ok' => $calls[ $call[0] ]( ...array_slice( $call, 1 ) ) );
	} catch ( Refusal $refusal ) {
		$answers[] = array( 'reason' => $refusal->reason, 'definite' => $refusal->is_definite() );
	}
}
echo json_encode( $answers, JSON_THROW_ON_ERROR );
