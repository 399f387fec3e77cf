<?php
declare( strict_types=1 );

namespace AlatauLedger;

defined( 'ABSPATH' ) || exit;

/**
 * Refunds from the order's screen, out of the merchant's reserve. What is asked is noted in the order before it is sent: where no answer
 * comes, the same amount asked again is the same refund, and another amount has to wait.
 */
final class Refunds {
	private const OPEN    = '_alatau_ledger_open_refund';
	private const COUNT   = '_alatau_ledger_refund_count';
	private const AWAITED = '_alatau_ledger_awaited_refunds';

	/** @throws Refusal */
	public static function make( string $id, string $tiyn, string $words ): void {
		( new OrderBook() )->alone(
			$id,
			static function () use ( $id, $tiyn, $words ): void {
				$order  = OrderBook::order( $id );
				$client = Plug::client();
				$asked  = self::ask( $client, $order, $tiyn, $words );
				try {
					$refund = $client->refund( $asked['payment'], $asked['amountTiyn'], $asked['reason'], $asked['key'] );
				} catch ( Refusal $refusal ) {
					Plug::log( 'error', 'refund refused', array( 'order' => $id, 'key' => $asked['key'], 'reason' => $refusal->reason ) );
					if ( $refusal->is_definite() ) {
						$order->delete_meta_data( self::OPEN );
						$order->save_meta_data();
					}
					throw $refusal;
				}
				$order->delete_meta_data( self::OPEN );
				$order->add_meta_data( self::AWAITED, (string) $refund['refund'] );
				$order->update_meta_data( OrderBook::AWAITED, 'yes' );
				$order->save_meta_data();
				/* translators: 1: number of the refund, 2: amount in tenge */
				$order->add_order_note( sprintf( __( 'Refund %1$s of %2$s tenge was sent.', 'alatau-ledger' ), $refund['refund'], Amount::to_tenge( $tiyn ) ) );
				Plug::log( 'info', 'refund sent', array( 'order' => $id, 'refund' => $refund['refund'], 'tiyn' => $tiyn ) );
			}
		);
	}

	/** Notes what became of refunds that were sent. @throws Refusal where the gateway cannot be read */
	public static function look( \WC_Order $order ): void {
		$awaited = array_map( static fn( $meta ): string => (string) $meta->value, $order->get_meta( self::AWAITED, false ) );
		if ( array() === $awaited ) {
			return;
		}
		foreach ( Plug::client()->refunds( self::invoice( $order ) ) as $refund ) {
			$number = (string) $refund['refund'];
			if ( ! in_array( $number, $awaited, true ) || ! in_array( $refund['state'], array( 'mined', 'final', 'refused' ), true ) ) {
				continue;
			}
			$order->delete_meta_data_value( self::AWAITED, $number );
			$text = 'refused' === $refund['state']
				/* translators: 1: number of the refund, 2: amount in tenge */
				? __( 'Refund %1$s of %2$s tenge was refused by the ledger: the buyer did not get it back. Delete this refund and try again.', 'alatau-ledger' )
				/* translators: 1: number of the refund, 2: amount in tenge */
				: __( 'Refund %1$s of %2$s tenge is on the ledger.', 'alatau-ledger' );
			$order->add_order_note( sprintf( $text, $number, Amount::to_tenge( $refund['amountTiyn'] ) ) );
		}
		$order->save_meta_data();
	}

	public static function is_awaited( \WC_Order $order ): bool {
		return array() !== $order->get_meta( self::AWAITED, false );
	}

	/** The invoice that paid the order, or the one on which a part was paid. */
	private static function invoice( \WC_Order $order ): string {
		$paid = (string) $order->get_meta( OrderBook::PAID );
		return '' === $paid ? (string) $order->get_meta( OrderBook::INVOICE ) : $paid;
	}

	/** @return array{payment: string, amountTiyn: string, reason: string, key: string} */
	private static function ask( Client $client, \WC_Order $order, string $tiyn, string $words ): array {
		$open = json_decode( (string) $order->get_meta( self::OPEN ), true );
		if ( is_array( $open ) ) {
			if ( $open['amountTiyn'] === $tiyn ) {
				return $open;
			}
			throw new Refusal( 'refund-open', Amount::to_tenge( $open['amountTiyn'] ) );
		}
		$invoice = self::invoice( $order );
		if ( '' === $invoice ) {
			throw new Refusal( 'order-unpaid', 'The ledger has no payment of this order.' );
		}
		$number = (int) $order->get_meta( self::COUNT ) + 1;
		$asked  = array(
			'payment'    => RefundPlan::payment( $client->payments( $invoice ), $client->refunds( $invoice ), $tiyn ),
			'amountTiyn' => $tiyn,
			'reason'     => RefundPlan::reason( $words ),
			'key'        => 'woo-' . $order->get_id() . '-' . $number,
		);
		$order->update_meta_data( self::COUNT, (string) $number );
		$order->update_meta_data( self::OPEN, wp_json_encode( $asked ) );
		$order->save_meta_data();
		return $asked;
	}
}
