<?php
declare( strict_types=1 );

namespace AlatauLedger;

defined( 'ABSPATH' ) || defined( 'ALATAU_LEDGER_PURE' ) || exit;

/** The lines of an invoice. They must sum to its amount to the tiyn, while a shop's items may have more decimals than money has. */
final class Lines {
	/** The gateway takes at most so many lines, and names of at most so many characters. */
	private const MOST = 200;
	private const LONGEST = 200;
	/** Millionths of a tiyn: eight decimals of a tenge are kept while sharing. */
	private const PARTS = 1_000_000;

	/**
	 * Each item in whole tiyn, rounded down, and the tiyn that are left over given to those that lost most. What cannot be said in
	 * lines (a negative fee, items that are off by more than rounding) becomes one line with the whole amount.
	 *
	 * @param list<array{name: string, quantity: int, tenge: list<string>}> $items Of all pieces of an item together: its amount, its tax, …
	 * @return list<array{name: string, quantity: int, amountTiyn: string}>
	 */
	public static function of( array $items, string $amount_tiyn, string $title ): array {
		$whole = array( self::line( $title, 1, $amount_tiyn ) );
		if ( array() === $items || count( $items ) > self::MOST ) {
			return $whole;
		}
		$floors = array();
		$rests  = array();
		foreach ( $items as $index => $item ) {
			$millionths = self::millionths( $item['tenge'] );
			if ( null === $millionths ) {
				return $whole;
			}
			$floors[ $index ] = intdiv( $millionths, self::PARTS );
			$rests[ $index ]  = $millionths % self::PARTS;
		}
		$missing = Amount::count( $amount_tiyn ) - array_sum( $floors );
		$owed    = intdiv( array_sum( $rests ), self::PARTS );
		if ( $missing < 0 || $missing > count( $items ) || abs( $missing - $owed ) > 1 ) {
			return $whole;
		}
		arsort( $rests );
		foreach ( array_slice( array_keys( $rests ), 0, $missing ) as $index ) {
			++$floors[ $index ];
		}
		$lines = array();
		foreach ( $items as $index => $item ) {
			$lines[] = self::line( $item['name'], $item['quantity'], (string) $floors[ $index ] );
		}
		return $lines;
	}

	/**
	 * The sum in millionths of a tiyn; null for what is no amount or beyond ten digits of tenge.
	 *
	 * @param list<string> $amounts Tenge.
	 */
	private static function millionths( array $amounts ): ?int {
		$sum = 0;
		foreach ( $amounts as $tenge ) {
			if ( preg_match( '/\A(\d{1,10})(?:\.(\d*))?\z/', $tenge, $parts ) !== 1 ) {
				return null;
			}
			$sum += (int) ( $parts[1] . substr( str_pad( $parts[2] ?? '', 8, '0' ), 0, 8 ) );
		}
		return $sum;
	}

	/** @return array{name: string, quantity: int, amountTiyn: string} */
	private static function line( string $name, int $quantity, string $amount_tiyn ): array {
		$name = trim( mb_substr( trim( $name ), 0, self::LONGEST ) );
		return array(
			'name'       => '' === $name ? '–' : $name,
			'quantity'   => max( 1, min( 1_000_000, $quantity ) ),
			'amountTiyn' => $amount_tiyn,
		);
	}
}
