<?php
declare( strict_types=1 );

namespace AlatauLedger;

defined( 'ABSPATH' ) || exit;

/** The payment method as WooCommerce sees it: settings, the way to the gateway's page, refunds. */
final class Gateway extends \WC_Payment_Gateway {
	public function __construct() {
		$this->id                 = GATEWAY_ID;
		$this->method_title       = __( 'Alatau Ledger', 'alatau-ledger' );
		$this->method_description = __( 'Buyers pay in tenge on the page of your gateway. An order is paid when the ledger says so, never when a browser comes back.', 'alatau-ledger' );
		$this->has_fields         = false;
		$this->supports           = array( 'products', 'refunds' );
		$this->form_fields        = Fields::all();
		$this->init_settings();
		$is_test           = 'test' === $this->get_option( 'network' );
		$this->title       = $this->get_option( 'title' ) . ( $is_test ? ' · ' . __( 'TEST', 'alatau-ledger' ) : '' );
		$this->description = $this->get_option( 'description' ) . ( $is_test ? ' ' . __( 'This is a test network: no real money moves.', 'alatau-ledger' ) : '' );
		add_action( 'woocommerce_update_options_payment_gateways_' . $this->id, array( $this, 'save' ) );
		add_action( 'woocommerce_thankyou_' . $this->id, array( $this, 'show_state' ) );
	}

	public function is_available(): bool {
		return parent::is_available() && 'KZT' === get_woocommerce_currency() && ! $this->needs_setup();
	}

	public function needs_setup(): bool {
		foreach ( array( 'address', 'api_key', 'webhook_secret' ) as $name ) {
			if ( '' === trim( (string) $this->get_option( $name ) ) ) {
				return true;
			}
		}
		return false;
	}

	/** @param int $order_id @return array{result: string, redirect?: string} */
	public function process_payment( $order_id ): array {
		try {
			return array(
				'result'   => 'success',
				'redirect' => Invoices::page( OrderBook::order( (string) $order_id ) ),
			);
		} catch ( Refusal $refusal ) {
			Plug::log( 'error', 'no invoice', array( 'order' => (int) $order_id, 'reason' => $refusal->reason, 'detail' => $refusal->getMessage() ) );
			wc_add_notice( Texts::for_buyer( $refusal ), 'error' );
			return array( 'result' => 'failure' );
		}
	}

	/**
	 * @param int         $order_id
	 * @param string|null $amount   Tenge.
	 * @param string      $reason
	 * @return bool|\WP_Error
	 */
	public function process_refund( $order_id, $amount = null, $reason = '' ) {
		try {
			$tiyn = Amount::to_tiyn( (string) $amount );
			if ( '0' === $tiyn ) {
				throw new Refusal( 'amount-invalid', 'A refund is more than nothing.' );
			}
			Refunds::make( (string) $order_id, $tiyn, (string) $reason );
			return true;
		} catch ( Refusal $refusal ) {
			return new \WP_Error( 'alatau-ledger-' . $refusal->reason, Texts::for_merchant( $refusal ) );
		}
	}

	/** Keeps the settings and says at once whether they work. */
	public function save(): void {
		$this->process_admin_options();
		if ( $this->needs_setup() || 'yes' !== $this->get_option( 'enabled' ) ) {
			return;
		}
		try {
			Plug::client()->check();
			\WC_Admin_Settings::add_message( __( 'The gateway answers and knows the API key.', 'alatau-ledger' ) );
		} catch ( Refusal $refusal ) {
			\WC_Admin_Settings::add_error( Texts::for_merchant( $refusal ) );
		}
	}

	public function admin_options(): void {
		if ( 'KZT' !== get_woocommerce_currency() ) {
			echo '<div class="notice notice-error inline"><p>' . esc_html( Texts::refusal( 'currency-refused' ) ) . '</p></div>';
		}
		parent::admin_options();
		/* translators: %s: address */
		$text = __( 'Give the gateway this address (POST /v1/webhook-endpoints) and put the secret it answers with above: %s', 'alatau-ledger' );
		echo '<p>' . esc_html( sprintf( $text, WebhookRoute::address() ) ) . '</p>';
	}

	/** On the page after the order: still to pay, or not. Decides nothing. @param int $order_id */
	public function show_state( $order_id ): void {
		$order   = wc_get_order( $order_id );
		$invoice = $order instanceof \WC_Order ? (string) $order->get_meta( OrderBook::INVOICE ) : '';
		if ( '' === $invoice || $order->is_paid() ) {
			return;
		}
		try {
			$page = Plug::client()->page( $invoice );
		} catch ( Refusal ) {
			return;
		}
		printf(
			'<p>%s <a href="%s">%s</a></p>',
			esc_html__( 'The payment has not arrived yet; this page follows the ledger, not your browser.', 'alatau-ledger' ),
			esc_url( $page ),
			esc_html__( 'Pay the invoice', 'alatau-ledger' )
		);
	}

	/** @param string $key @param string $value @throws \Exception which WooCommerce shows; the old value stays. */
	public function validate_address_field( $key, $value ): string {
		$value = rtrim( trim( (string) $value ), '/' );
		if ( '' !== $value ) {
			try {
				new Client( $value, '', static fn(): array => array( 0, '' ) );
			} catch ( Refusal $refusal ) {
				throw new \Exception( esc_html( Texts::refusal( $refusal->reason ) ) );
			}
		}
		return $value;
	}

	/** @param string $key @param string $value @throws \Exception which WooCommerce shows; the old value stays. */
	public function validate_webhook_secret_field( $key, $value ): string {
		$value = trim( (string) $value );
		if ( '' !== $value ) {
			try {
				Webhook::sign( $value, 'msg', 0, '' );
			} catch ( Refusal $refusal ) {
				throw new \Exception( esc_html( Texts::refusal( $refusal->reason ) ) );
			}
		}
		return $value;
	}
}
