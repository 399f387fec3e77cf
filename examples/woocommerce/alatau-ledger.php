<?php
/**
 * Plugin Name:          Alatau Ledger payments
 * Description:          Orders in tenge are paid on an Alatau Ledger network: an invoice for each order, the buyer pays on the gateway's page, and only the gateway's signed message with a second look makes an order paid.
 * Version:              1.0.0
 * Requires at least:    6.4
 * Requires PHP:         8.1
 * Requires Plugins:     woocommerce
 * WC requires at least: 8.2
 * WC tested up to:      10.0
 * License:              Apache-2.0
 * License URI:          https://www.apache.org/licenses/LICENSE-2.0
 * Text Domain:          alatau-ledger
 *
 * Apache-2.0 is compatible with version 3 of the GNU GPL: together with WordPress («version 2 or later») the whole may be passed on
 * under version 3.
 */

declare( strict_types=1 );

namespace AlatauLedger;

use Automattic\WooCommerce\Blocks\Payments\PaymentMethodRegistry;
use Automattic\WooCommerce\Utilities\FeaturesUtil;

defined( 'ABSPATH' ) || exit;

const GATEWAY_ID = 'alatau_ledger';
const PLUGIN     = __FILE__;

spl_autoload_register(
	static function ( string $name ): void {
		if ( ! str_starts_with( $name, __NAMESPACE__ . '\\' ) ) {
			return;
		}
		$file = substr( $name, strlen( __NAMESPACE__ ) + 1 ) . '.php';
		foreach ( array( 'src', 'woo' ) as $folder ) {
			if ( is_file( __DIR__ . "/$folder/$file" ) ) {
				require __DIR__ . "/$folder/$file";
				return;
			}
		}
	}
);

add_action(
	'before_woocommerce_init',
	static function (): void {
		if ( class_exists( FeaturesUtil::class ) ) {
			FeaturesUtil::declare_compatibility( 'custom_order_tables', PLUGIN );
			FeaturesUtil::declare_compatibility( 'cart_checkout_blocks', PLUGIN );
		}
	}
);

add_filter( 'gettext_alatau-ledger', array( Texts::class, 'translate' ), 10, 2 );

add_action(
	'plugins_loaded',
	static function (): void {
		if ( ! class_exists( 'WooCommerce' ) ) {
			return;
		}
		add_filter(
			'woocommerce_payment_gateways',
			static fn( array $gateways ): array => array( ...$gateways, Gateway::class )
		);
		add_action( 'rest_api_init', array( WebhookRoute::class, 'register' ) );
		Poll::register();
	}
);

add_action(
	'woocommerce_blocks_payment_method_type_registration',
	static fn( PaymentMethodRegistry $registry ) => $registry->register( new Blocks() )
);

register_deactivation_hook( __FILE__, array( Poll::class, 'stop' ) );
