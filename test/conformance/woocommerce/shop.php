<?php
/** A shop without WordPress: the plug-in's own classes over one JSON file, whose path is in SHOP_FILE. */

declare( strict_types=1 );

namespace AlatauLedger;

define( 'ALATAU_LEDGER_PURE', true );
foreach ( glob( __DIR__ . '/../../../examples/woocommerce/src/*.php' ) as $file ) {
	require_once $file;
}

/** Orders in the file: total, invoices, sequences, how often it was completed, notes. */
final class FileOrders implements Orders {
	private const LOCK = '.lock';

	public static function read(): array {
		return json_decode( file_get_contents( getenv( 'SHOP_FILE' ) ), true, 16, JSON_THROW_ON_ERROR );
	}

	private function change( string $order, \Closure $change ): void {
		$shop                     = self::read();
		$shop['orders'][ $order ] = $change( $shop['orders'][ $order ] );
		$file                     = getenv( 'SHOP_FILE' );
		file_put_contents( "$file.new", json_encode( $shop, JSON_THROW_ON_ERROR ) );
		rename( "$file.new", $file );
	}

	public function find( string $invoice ): ?string {
		foreach ( self::read()['orders'] as $order => $found ) {
			if ( $found['invoice'] === $invoice ) {
				return (string) $order;
			}
		}
		return null;
	}

	public function alone( string $order, \Closure $work ): void {
		$lock = fopen( getenv( 'SHOP_FILE' ) . self::LOCK, 'c' );
		flock( $lock, LOCK_EX );
		try {
			$work();
		} finally {
			fclose( $lock );
		}
	}

	public function expected_tiyn( string $order ): string {
		return Amount::to_tiyn( self::read()['orders'][ $order ]['total'] );
	}

	public function sequence( string $order, string $invoice ): int {
		return self::read()['orders'][ $order ]['sequence'];
	}

	public function keep_sequence( string $order, string $invoice, int $sequence ): void {
		$this->change( $order, static fn( array $found ): array => array( ...$found, 'sequence' => $sequence ) );
	}

	public function apply( string $order, array $invoice, InvoiceState $state ): void {
		$this->change(
			$order,
			static fn( array $found ): array => array(
				...$found,
				'looks'     => $found['looks'] + 1,
				'completed' => $found['completed'] + ( $state->complete && 0 === $found['completed'] ? 1 : 0 ),
				'hold'      => $state->hold,
				'notes'     => array_values( array_unique( array( ...$found['notes'], ...array_column( $state->notes, 'key' ) ) ) ),
			)
		);
	}
}

/** @return array{int, string} */
function send( string $method, string $url, array $headers, ?string $body ): array {
	$lines = array();
	foreach ( $headers as $name => $value ) {
		$lines[] = "$name: $value";
	}
	$http   = array(
		'method'          => $method,
		'header'          => $lines,
		'content'         => $body ?? '',
		'ignore_errors'   => true,
		'follow_location' => 0,
		'timeout'         => 20,
	);
	$answer = @file_get_contents( $url, false, stream_context_create( array( 'http' => $http ) ) );
	if ( false === $answer ) {
		throw new Refusal( 'gateway-unreachable', 'Nothing answers.' );
	}
	return array( (int) explode( ' ', $http_response_header[0] )[1], $answer );
}

function client(): Client {
	$shop = FileOrders::read();
	return new Client( $shop['address'], $shop['key'], send( ... ) );
}
