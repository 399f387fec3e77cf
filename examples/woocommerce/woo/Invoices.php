<?php
declare( strict_types=1 );

namespace AlatauLedger;

defined( 'ABSPATH' ) || exit;

/** One invoice for an order at a time. */
final class Invoices {
	/** Numbers that are tried where another shop of the merchant has used the order's number. */
	private const TRIES = 9;
	private const OPEN  = array( 'open', 'processing', 'paid', 'settled' );

	/** Where the buyer of the order pays. @throws Refusal */
	public static function page( \WC_Order $order ): string {
		$id   = (string) $order->get_id();
		$book = new OrderBook();
		$page = '';
		$tiyn = $book->expected_tiyn( $id );
		$book->alone(
			$id,
			static function () use ( $id, $tiyn, &$page ): void {
				$client = Plug::client();
				$order  = OrderBook::order( $id );
				$page   = $client->page( self::usable( $client, $order, $tiyn ) ?? self::make( $client, $order, $tiyn ) );
			}
		);
		return $page;
	}

	/** The order's invoice if it can still be paid and asks for the order's total. One that asks for something else is closed. */
	private static function usable( Client $client, \WC_Order $order, string $tiyn ): ?string {
		$invoice = (string) $order->get_meta( OrderBook::INVOICE );
		if ( '' === $invoice ) {
			return null;
		}
		$found   = $client->invoice( $invoice );
		$is_open = in_array( $found['status'], self::OPEN, true );
		if ( $is_open && $found['amountTiyn'] === $tiyn ) {
			return $invoice;
		}
		if ( '0' !== $found['paidTiyn'] ) {
			throw new Refusal( 'order-part-paid', 'Money has come for this order. Please write to the shop.' );
		}
		if ( $is_open ) {
			$client->void_invoice( $invoice );
		}
		return null;
	}

	private static function make( Client $client, \WC_Order $order, string $tiyn ): string {
		$made = count( $order->get_meta( OrderBook::EVERY, false ) );
		for ( $number = $made + 1; $number <= $made + self::TRIES; $number++ ) {
			$reference = $order->get_order_number() . ( 1 === $number ? '' : "-$number" );
			try {
				$invoice = self::create( $client, $order, $tiyn, $reference );
			} catch ( Refusal $refusal ) {
				if ( 'invoice-reference-taken' === $refusal->reason ) {
					continue;
				}
				throw $refusal;
			}
			$order->update_meta_data( OrderBook::INVOICE, $invoice );
			$order->add_meta_data( OrderBook::EVERY, $invoice );
			$order->update_meta_data( OrderBook::AWAITED, 'yes' );
			$order->save_meta_data();
			/* translators: %s: number of the invoice */
			$order->add_order_note( sprintf( __( 'Invoice %s was made.', 'alatau-ledger' ), $reference ) );
			return $invoice;
		}
		throw new Refusal( 'invoice-reference-taken', 'The order\'s number is used by another invoice.' );
	}

	private static function create( Client $client, \WC_Order $order, string $tiyn, string $reference ): string {
		/* translators: 1: order number, 2: name of the shop */
		$title = sprintf( __( 'Order %1$s, %2$s', 'alatau-ledger' ), $order->get_order_number(), wp_specialchars_decode( get_bloginfo( 'name' ), ENT_QUOTES ) );
		$body  = array(
			'amountTiyn'       => $tiyn,
			'description'      => mb_substr( $title, 0, 500 ),
			'lines'            => Lines::of( self::items( $order ), $tiyn, $title ),
			'reference'        => mb_substr( $reference, 0, 100 ),
			'payWithinSeconds' => 60 * max( 1, min( 43_200, (int) Plug::setting( 'pay_minutes' ) ) ),
		);
		$thanks = $order->get_checkout_order_received_url();
		if ( str_starts_with( $thanks, 'https://' ) && strlen( $thanks ) <= 2000 ) { // the gateway takes no other
			$body['returnUrl'] = $thanks;
		}
		$key = 'woo-' . hash( 'sha256', home_url() . $order->get_order_key() . wp_json_encode( $body ) );
		return $client->create_invoice( $body, $key )['invoice'];
	}

	/** @return list<array{name: string, quantity: int, tenge: list<string>}> */
	private static function items( \WC_Order $order ): array {
		$items = array();
		foreach ( $order->get_items( array( 'line_item', 'fee', 'shipping' ) ) as $item ) {
			$items[] = array(
				'name'     => wp_strip_all_tags( html_entity_decode( $item->get_name(), ENT_QUOTES ) ),
				'quantity' => (int) $item->get_quantity(),
				'tenge'    => array( (string) $item->get_total( 'edit' ), (string) $item->get_total_tax( 'edit' ) ),
			);
		}
		return $items;
	}
}
