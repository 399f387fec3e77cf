<?php
declare( strict_types=1 );

namespace AlatauLedger;

defined( 'ABSPATH' ) || exit;

/** What people read. English stands in the code; Russian and Kazakh are arrays in languages/, so that no tool has to compile them. */
final class Texts {
	/** @var array<string, array<string, string>> */
	private static array $languages = array();

	/** For the filter `gettext_alatau-ledger`; a translation that the shop brings itself stays. */
	public static function translate( string $translation, string $text ): string {
		if ( $translation !== $text ) {
			return $translation;
		}
		$language = substr( determine_locale(), 0, 2 );
		if ( ! in_array( $language, array( 'ru', 'kk' ), true ) ) {
			return $text;
		}
		self::$languages[ $language ] ??= require dirname( PLUGIN ) . "/languages/$language.php";
		return self::$languages[ $language ][ $text ] ?? $text;
	}

	/** The order's note that {@see InvoiceState} names, with places for its amounts. */
	public static function note( string $name ): string {
		return array(
			/* translators: %s: amount in tenge */
			'paid'           => __( '%s tenge are paid: the ledger has them.', 'alatau-ledger' ),
			/* translators: 1: paid, 2: the order's total */
			'amount-differs' => __( '%1$s tenge were paid for an invoice, but the order is for %2$s now. The order was not completed.', 'alatau-ledger' ),
			/* translators: 1: paid, 2: asked for, 3: missing */
			'part'           => __( 'A part was paid: %1$s of %2$s tenge, %3$s are missing. The buyer can pay the rest on the same page.', 'alatau-ledger' ),
			/* translators: %s: amount in tenge */
			'over'           => __( '%s tenge more came than the invoice asked for. Give them back, or agree with the buyer.', 'alatau-ledger' ),
			'late'           => __( 'Money came after the invoice had expired.', 'alatau-ledger' ),
			/* translators: %s: amount in tenge */
			'refunded'       => __( '%s tenge of the payment are refunded so far.', 'alatau-ledger' ),
			'disputed'       => __( 'The buyer disputes the payment. Answer in the merchant console.', 'alatau-ledger' ),
			'expired'        => __( 'The invoice expired without payment.', 'alatau-ledger' ),
			'void'           => __( 'The invoice was closed without payment.', 'alatau-ledger' ),
		)[ $name ];
	}

	/** What a code means to people; an empty text for one that only the gateway explains. */
	public static function refusal( string $reason ): string {
		return array(
			'currency-refused'        => __( 'Only tenge (KZT) can be paid on Alatau Ledger: change the currency of the shop, or use another payment method.', 'alatau-ledger' ),
			'amount-too-precise'      => __( 'The total has a part of a tiyn. Set WooCommerce to at most two decimals.', 'alatau-ledger' ),
			'address-invalid'         => __( 'The address of the gateway must begin with https://.', 'alatau-ledger' ),
			'webhook-secret-invalid'  => __( 'The webhook secret is not what the gateway showed (whsec_…).', 'alatau-ledger' ),
			'gateway-unreachable'     => __( 'The gateway does not answer. If this was a refund, ask for the same amount again: it will not be paid twice.', 'alatau-ledger' ),
			'credentials-invalid'     => __( 'The gateway does not know the API key.', 'alatau-ledger' ),
			'unauthenticated'         => __( 'The gateway does not know the API key.', 'alatau-ledger' ),
			'order-unpaid'            => __( 'The ledger has no payment of this order.', 'alatau-ledger' ),
			'order-part-paid'         => __( 'Money has come for this order already. Please write to the shop.', 'alatau-ledger' ),
			'order-busy'              => __( 'The order is being worked on. Try again in a moment.', 'alatau-ledger' ),
			'payer-missing'           => __( 'The money came as a plain transfer that names no payer: it cannot be refunded from here.', 'alatau-ledger' ),
			'exceeds-reserve'         => __( 'The refund reserve is too small. Fill it, then try again.', 'alatau-ledger' ),
			'exceeds-refundable'      => __( 'So much cannot be refunded at once.', 'alatau-ledger' ),
			'payment-expired'         => __( 'The time for refunds of this payment is over.', 'alatau-ledger' ),
		)[ $reason ] ?? '';
	}

	public static function for_merchant( Refusal $refusal ): string {
		if ( 'refund-open' === $refusal->reason ) {
			/* translators: %s: amount in tenge */
			$text = __( 'A refund of %s tenge was sent before and nobody knows what became of it. Ask for that amount again first: it will not be paid twice.', 'alatau-ledger' );
			return sprintf( $text, $refusal->getMessage() );
		}
		$text = self::refusal( $refusal->reason );
		return ( '' === $text ? $refusal->getMessage() : $text ) . ' [' . $refusal->reason . ']';
	}

	/** Buyers are told what they can do something about. */
	public static function for_buyer( Refusal $refusal ): string {
		if ( in_array( $refusal->reason, array( 'currency-refused', 'amount-too-precise', 'order-part-paid', 'order-busy' ), true ) ) {
			return self::refusal( $refusal->reason );
		}
		return __( 'The payment cannot be started now. Nothing was charged; please try again in a few minutes.', 'alatau-ledger' );
	}
}
