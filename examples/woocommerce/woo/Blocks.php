<?php
declare( strict_types=1 );

namespace AlatauLedger;

use Automattic\WooCommerce\Blocks\Payments\Integrations\AbstractPaymentMethodType;

defined( 'ABSPATH' ) || exit;

/** The payment method in the block checkout. */
final class Blocks extends AbstractPaymentMethodType {
	protected $name = GATEWAY_ID;

	public function initialize(): void {
		$this->settings = get_option( 'woocommerce_' . GATEWAY_ID . '_settings', array() );
	}

	public function is_active(): bool {
		$gateway = self::gateway();
		return null !== $gateway && $gateway->is_available();
	}

	/** @return list<string> */
	public function get_payment_method_script_handles(): array {
		$needs = array( 'wc-blocks-registry', 'wc-settings', 'wp-element', 'wp-html-entities' );
		wp_register_script( 'alatau-ledger-blocks', plugins_url( 'assets/blocks.js', PLUGIN ), $needs, '1.0.0', true );
		return array( 'alatau-ledger-blocks' );
	}

	/** @return array<string, mixed> */
	public function get_payment_method_data(): array {
		$gateway = self::gateway();
		if ( null === $gateway ) {
			return array();
		}
		return array(
			'title'       => $gateway->get_title(),
			'description' => $gateway->get_description(),
			'supports'    => array_values( array_filter( $gateway->supports, $gateway->supports( ... ) ) ),
		);
	}

	/** WooCommerce's own: each new one would add its hooks again. */
	private static function gateway(): ?Gateway {
		$gateway = WC()->payment_gateways()->payment_gateways()[ GATEWAY_ID ] ?? null;
		return $gateway instanceof Gateway ? $gateway : null;
	}
}
