<?php
declare( strict_types=1 );

namespace AlatauLedger;

use Automattic\WooCommerce\Caches\OrderCache;

defined( 'ABSPATH' ) || exit;

/** WooCommerce's orders, whichever tables they are in. What the plug-in knows of an order is in the order's own meta. */
final class OrderBook implements Orders {
	/** The invoice that the buyer is sent to; earlier ones of the order stay in {@see OrderBook::EVERY}. */
	public const INVOICE = '_alatau_ledger_invoice';
	/** One row for each invoice that was ever made for the order. */
	public const EVERY = '_alatau_ledger_every_invoice';
	/** Set while something may still come; the poll looks at these. */
	public const AWAITED = '_alatau_ledger_awaited';
	/** The invoice that paid the order. */
	public const PAID     = '_alatau_ledger_paid_by';
	private const SEQUENCE = '_alatau_ledger_sequence_';
	private const NOTES    = '_alatau_ledger_notes';
	private const PATIENCE = 10;

	public function find( string $invoice ): ?string {
		$found = wc_get_orders(
			array(
				'limit'      => 1,
				'return'     => 'ids',
				'status'     => 'any',
				'type'       => 'shop_order',
				'meta_key'   => self::EVERY, // phpcs:ignore WordPress.DB.SlowDBQuery
				'meta_value' => $invoice, // phpcs:ignore WordPress.DB.SlowDBQuery
			)
		);
		return array() === $found ? null : (string) $found[0];
	}

	public function alone( string $order, \Closure $work ): void {
		global $wpdb;
		$name = substr( 'alatau_' . md5( $wpdb->prefix . DB_NAME ) . '_' . $order, 0, 64 );
		if ( '0' === (string) $wpdb->get_var( $wpdb->prepare( 'SELECT GET_LOCK(%s, %d)', $name, self::PATIENCE ) ) ) {
			throw new Refusal( 'order-busy', 'The order is being worked on.' );
		}
		try {
			self::forget( (int) $order );
			$work();
		} finally {
			$wpdb->get_var( $wpdb->prepare( 'SELECT RELEASE_LOCK(%s)', $name ) );
		}
	}

	/** What was read before the lock was had may be old. */
	private static function forget( int $order ): void {
		clean_post_cache( $order );
		\WC_Cache_Helper::invalidate_cache_group( 'object_' . $order );
		if ( class_exists( OrderCache::class ) ) {
			wc_get_container()->get( OrderCache::class )->remove( $order );
		}
	}

	public function expected_tiyn( string $order ): string {
		$found = self::order( $order );
		if ( 'KZT' !== $found->get_currency() ) {
			throw new Refusal( 'currency-refused', 'The order is not in tenge.' );
		}
		return Amount::to_tiyn( (string) $found->get_total( 'edit' ) );
	}

	public function sequence( string $order, string $invoice ): int {
		return (int) self::order( $order )->get_meta( self::SEQUENCE . substr( $invoice, 2, 16 ) );
	}

	public function keep_sequence( string $order, string $invoice, int $sequence ): void {
		$found = self::order( $order );
		$found->update_meta_data( self::SEQUENCE . substr( $invoice, 2, 16 ), (string) $sequence );
		$found->save_meta_data();
	}

	public function apply( string $order, array $invoice, InvoiceState $state ): void {
		$found = self::order( $order );
		$this->annotate( $found, $state );
		$is_current = $found->get_meta( self::INVOICE ) === $invoice['invoice'];
		$found->save_meta_data();
		Refunds::look( $found );
		if ( $is_current && ! $state->awaited && ! Refunds::is_awaited( $found ) ) {
			$found->delete_meta_data( self::AWAITED );
			$found->save_meta_data();
		}
		$is_paid = '' !== (string) $found->get_meta( self::PAID );
		if ( $state->complete && ! $is_paid ) {
			$this->complete( $found, $invoice );
		} elseif ( $state->hold && $found->has_status( array( 'pending', 'failed', 'cancelled', 'processing' ) ) ) {
			$found->update_status( 'on-hold' );
		}
	}

	/** @param array<string, mixed> $invoice */
	private function complete( \WC_Order $order, array $invoice ): void {
		$payments = Plug::client()->payments( $invoice['invoice'] );
		$order->update_meta_data( self::PAID, $invoice['invoice'] );
		$order->set_payment_method( GATEWAY_ID );
		if ( $order->has_status( array( 'cancelled', 'refunded' ) ) ) {
			$order->add_order_note( __( 'The money came after the order was closed. Check the stock, then complete the order or refund it.', 'alatau-ledger' ) );
			$order->set_transaction_id( $payments[0]['payment'] ?? $invoice['invoice'] );
			$order->update_status( 'on-hold' );
			return;
		}
		$order->save();
		$order->payment_complete( $payments[0]['payment'] ?? $invoice['invoice'] );
		Plug::log( 'info', 'order paid', array( 'order' => $order->get_id(), 'invoice' => $invoice['invoice'] ) );
	}

	private function annotate( \WC_Order $order, InvoiceState $state ): void {
		$known = array_filter( explode( "\n", (string) $order->get_meta( self::NOTES ) ) );
		foreach ( $state->notes as $note ) {
			if ( in_array( $note['key'], $known, true ) ) {
				continue;
			}
			$order->add_order_note( vsprintf( Texts::note( $note['note'] ), $note['tenge'] ) );
			$known[] = $note['key'];
		}
		$order->update_meta_data( self::NOTES, implode( "\n", $known ) );
	}

	/** @throws Refusal `order-unknown` */
	public static function order( string $id ): \WC_Order {
		$found = wc_get_order( (int) $id );
		if ( ! $found instanceof \WC_Order ) {
			throw new Refusal( 'order-unknown', 'There is no such order.' );
		}
		return $found;
	}
}
