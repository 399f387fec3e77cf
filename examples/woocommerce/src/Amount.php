<?php
declare( strict_types=1 );

namespace AlatauLedger;

defined( 'ABSPATH' ) || defined( 'ALATAU_LEDGER_PURE' ) || exit;

/** Tenge as WooCommerce writes them (decimal strings) and tiyn as the ledger counts them (whole numbers in decimal strings). No floats. */
final class Amount {
	/** The ledger takes at most 15 digits. */
	private const DIGITS = 15;

	/**
	 * "1250.5" → "125050". Zeros behind the second decimal say nothing and may stand there.
	 *
	 * @throws Refusal `amount-invalid` for a sign, an exponent, a comma or nothing; `amount-too-precise` for a part of a tiyn;
	 *                 `amount-too-large` beyond 15 digits.
	 */
	public static function to_tiyn( string $tenge ): string {
		if ( preg_match( '/\A(\d+)(?:\.(\d*))?\z/', $tenge, $parts ) !== 1 ) {
			throw new Refusal( 'amount-invalid', "\"$tenge\" is no amount in tenge." );
		}
		$decimals = rtrim( $parts[2] ?? '', '0' );
		if ( strlen( $decimals ) > 2 ) {
			throw new Refusal( 'amount-too-precise', "$tenge has a part of a tiyn; tenge have two decimals." );
		}
		$tiyn = ltrim( $parts[1] . str_pad( $decimals, 2, '0' ), '0' );
		if ( strlen( $tiyn ) > self::DIGITS ) {
			throw new Refusal( 'amount-too-large', "$tenge tenge are more than the ledger can count." );
		}
		return '' === $tiyn ? '0' : $tiyn;
	}

	/**
	 * "125050" → "1250.50"; a leading minus stays.
	 *
	 * @throws Refusal `amount-invalid`
	 */
	public static function to_tenge( string $tiyn ): string {
		if ( preg_match( '/\A(-?)(\d+)\z/', $tiyn, $parts ) !== 1 ) {
			throw new Refusal( 'amount-invalid', "\"$tiyn\" are no whole tiyn." );
		}
		$digits = str_pad( ltrim( $parts[2], '0' ), 3, '0', STR_PAD_LEFT );
		return $parts[1] . substr( $digits, 0, -2 ) . '.' . substr( $digits, -2 );
	}

	/** Whole tiyn as a number: at most 15 digits, so 64 bits hold it and sums of it. */
	public static function count( string $tiyn ): int {
		if ( preg_match( '/\A-?\d{1,18}\z/', $tiyn ) !== 1 ) {
			throw new Refusal( 'amount-invalid', "\"$tiyn\" are no whole tiyn." );
		}
		return (int) $tiyn;
	}
}
