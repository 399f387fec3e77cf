<?php
declare( strict_types=1 );

namespace AlatauLedger;

defined( 'ABSPATH' ) || exit;

/** Looks at awaited invoices every five minutes, for the day on which webhooks do not arrive. Action Scheduler comes with WooCommerce. */
final class Poll {
	private const HOOK  = 'alatau_ledger_poll';
	private const AFTER = 'alatau_ledger_poll_after';
	private const EVERY = 300;
	/** Orders of one run. */
	private const MOST = 40;
	/** So long after the invoice was made nothing is expected to come; webhooks still tell. */
	private const DAYS = 40;

	public static function register(): void {
		add_action( self::HOOK, array( self::class, 'run' ) );
		add_action(
			'action_scheduler_init',
			static function (): void {
				if ( ! as_has_scheduled_action( self::HOOK ) ) {
					as_schedule_recurring_action( time() + self::EVERY, self::EVERY, self::HOOK, array(), 'alatau-ledger', true );
				}
			}
		);
	}

	public static function stop(): void {
		if ( function_exists( 'as_unschedule_all_actions' ) ) {
			as_unschedule_all_actions( self::HOOK );
		}
	}

	/** The next {@see Poll::MOST} awaited orders after those of the last run, round and round. */
	public static function run(): void {
		$awaited = wc_get_orders(
			array(
				'limit'        => -1,
				'return'       => 'ids',
				'status'       => 'any',
				'type'         => 'shop_order',
				'meta_key'     => OrderBook::AWAITED, // phpcs:ignore WordPress.DB.SlowDBQuery
				'meta_compare' => 'EXISTS',
				'date_created' => '>' . ( time() - self::DAYS * DAY_IN_SECONDS ),
			)
		);
		sort( $awaited );
		$after = (int) get_option( self::AFTER, 0 );
		$later = array_filter( $awaited, static fn( int $id ): bool => $id > $after );
		$next  = array_slice( array( ...$later, ...array_diff( $awaited, $later ) ), 0, self::MOST );
		foreach ( $next as $id ) {
			update_option( self::AFTER, $id, false );
			if ( ! self::look( (string) $id ) ) {
				return;
			}
		}
	}

	/** Whether the gateway could be asked. */
	private static function look( string $id ): bool {
		try {
			$receiver = Plug::receiver();
			$book     = new OrderBook();
			$book->alone(
				$id,
				static function () use ( $id, $receiver ): void {
					foreach ( OrderBook::order( $id )->get_meta( OrderBook::EVERY, false ) as $meta ) {
						$receiver->look( $id, (string) $meta->value );
					}
				}
			);
		} catch ( Refusal $refusal ) {
			Plug::log( 'warning', 'invoice not read', array( 'order' => $id, 'reason' => $refusal->reason ) );
			return $refusal->is_definite() || 'order-busy' === $refusal->reason || 0 !== $refusal->status;
		}
		return true;
	}
}
