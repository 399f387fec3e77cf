<?php
declare( strict_types=1 );

namespace AlatauLedger;

defined( 'ABSPATH' ) || exit;

/** The settings' form. */
final class Fields {
	/** @return array<string, array<string, mixed>> As WC_Settings_API lays out. */
	public static function all(): array {
		return array(
			'enabled'        => array(
				'title'   => __( 'In use', 'alatau-ledger' ),
				'type'    => 'checkbox',
				'label'   => __( 'Offer payment on Alatau Ledger', 'alatau-ledger' ),
				'default' => 'no',
			),
			'title'          => self::text( __( 'Title', 'alatau-ledger' ), __( 'Tenge on Alatau Ledger', 'alatau-ledger' ) ),
			'description'    => self::text( __( 'Description', 'alatau-ledger' ), __( 'You pay on the next page: by QR code or wallet, without network fees.', 'alatau-ledger' ) ),
			'network'        => array(
				'title'       => __( 'Network', 'alatau-ledger' ),
				'type'        => 'select',
				'options'     => array(
					'test' => __( 'Test: buyers see TEST', 'alatau-ledger' ),
					'live' => __( 'Live', 'alatau-ledger' ),
				),
				'description' => __( 'A label only: which network it is, the address decides.', 'alatau-ledger' ),
				'default'     => 'test',
			),
			'address'        => array(
				...self::text( __( 'Address of the gateway', 'alatau-ledger' ), '' ),
				'placeholder' => 'https://pay.example',
			),
			'api_key'        => array(
				'title'       => __( 'API key', 'alatau-ledger' ),
				'type'        => 'password',
				'description' => __( 'Begins with alk_; the key of the merchant whom the money goes to.', 'alatau-ledger' ),
				'default'     => '',
			),
			'webhook_secret' => array(
				'title'       => __( 'Webhook secret', 'alatau-ledger' ),
				'type'        => 'password',
				'description' => __( 'Begins with whsec_; the gateway shows it once, when the address below is added.', 'alatau-ledger' ),
				'default'     => '',
			),
			'pay_minutes'    => array(
				'title'             => __( 'Minutes to pay', 'alatau-ledger' ),
				'type'              => 'number',
				'description'       => __( 'How long an invoice can be paid. Keep it below WooCommerce\'s «hold stock».', 'alatau-ledger' ),
				'custom_attributes' => array(
					'min' => '1',
					'max' => '43200',
				),
				'default'           => '60',
			),
		);
	}

	/** @return array<string, string> */
	private static function text( string $title, string $default ): array {
		return array(
			'title'   => $title,
			'type'    => 'text',
			'default' => $default,
		);
	}
}
