<?php
declare( strict_types=1 );

namespace AlatauLedger;

defined( 'ABSPATH' ) || defined( 'ALATAU_LEDGER_PURE' ) || exit;

/** What an invoice, as the API shows it now, means for the order that it was made for. A pure function: looking twice says the same. */
final class InvoiceState {
	/**
	 * @param bool                                  $complete The order is paid: enough money, of this order's amount, on the chain.
	 * @param bool                                  $hold     Somebody should look at the order before it goes on.
	 * @param bool                                  $awaited  Something may still come; keep looking.
	 * @param list<array{key: string, note: string, tenge: list<string>}> $notes A note each, `key` once in an order's life. `tenge` fills
	 *                                                                           the note's places.
	 */
	private function __construct(
		public readonly bool $complete,
		public readonly bool $hold,
		public readonly bool $awaited,
		public readonly array $notes,
	) {}

	/**
	 * @param array<string, mixed> $invoice       As GET /v1/invoices/{invoice} answers.
	 * @param string               $expected_tiyn The order's total now.
	 * @throws Refusal `gateway-answer-invalid`, `amount-invalid`
	 */
	public static function of( array $invoice, string $expected_tiyn ): self {
		foreach ( array( 'invoice', 'status', 'amountTiyn', 'paidTiyn', 'refundedTiyn', 'surplusTiyn', 'dueTiyn' ) as $name ) {
			if ( ! is_string( $invoice[ $name ] ?? null ) ) {
				throw new Refusal( 'gateway-answer-invalid', "The gateway's invoice has no $name." );
			}
		}
		if ( ! is_array( $invoice['flags'] ?? null ) ) {
			throw new Refusal( 'gateway-answer-invalid', 'The gateway\'s invoice has no flags.' );
		}
		$amount   = Amount::count( $invoice['amountTiyn'] );
		$paid     = Amount::count( $invoice['paidTiyn'] );
		$surplus  = Amount::count( $invoice['surplusTiyn'] );
		$refunded = Amount::count( $invoice['refundedTiyn'] );
		$has      = static fn( string $flag ): bool => in_array( $flag, $invoice['flags'], true );
		$said     = in_array( $invoice['status'], array( 'paid', 'settled' ), true );
		$enough   = $said && $paid >= $amount && ! $has( 'partial' );
		$fits     = $amount === Amount::count( $expected_tiyn );
		$complete = $enough && $fits && ! $has( 'disputed' );
		$notes    = array();
		$note     = static function ( string $name, int ...$tiyn ) use ( &$notes, $invoice ): void {
			$tenge   = array_map( static fn( int $each ): string => Amount::to_tenge( (string) $each ), array_values( $tiyn ) );
			$notes[] = array(
				'key'   => substr( $invoice['invoice'], 0, 18 ) . ":$name:" . implode( ':', $tenge ),
				'note'  => $name,
				'tenge' => $tenge,
			);
		};
		if ( $enough && $fits ) {
			$note( 'paid', $paid );
		}
		if ( $enough && ! $fits ) {
			$note( 'amount-differs', $paid, Amount::count( $expected_tiyn ) );
		}
		if ( $paid > 0 && ! $enough ) {
			$note( 'part', $paid, $amount, $amount - $paid );
		}
		if ( $has( 'over' ) ) {
			$note( 'over', max( 0, $paid - $amount ) + $surplus );
		}
		if ( $has( 'late' ) ) {
			$note( 'late' );
		}
		if ( $refunded > 0 ) {
			$note( 'refunded', $refunded );
		}
		if ( $has( 'disputed' ) ) {
			$note( 'disputed' );
		}
		if ( ! $enough && in_array( $invoice['status'], array( 'expired', 'void' ), true ) ) {
			$note( $invoice['status'] );
		}
		return new self(
			$complete,
			( $paid > 0 && ! $complete ) || $has( 'disputed' ) || ( 0 === $paid && $surplus > 0 ),
			! $enough && 'void' !== $invoice['status'],
			$notes,
		);
	}
}
