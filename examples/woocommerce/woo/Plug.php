<?php
declare( strict_types=1 );

namespace AlatauLedger;

defined( 'ABSPATH' ) || exit;

/** Puts the parts together from the settings of this shop. */
final class Plug {
	/** Seconds that the gateway may take. */
	private const PATIENCE = 20;

	public static function setting( string $name ): string {
		$settings = get_option( 'woocommerce_' . GATEWAY_ID . '_settings', array() );
		return is_array( $settings ) && is_scalar( $settings[ $name ] ?? null ) ? trim( (string) $settings[ $name ] ) : '';
	}

	/** @throws Refusal `address-invalid` */
	public static function client(): Client {
		return new Client( self::setting( 'address' ), self::setting( 'api_key' ), self::send( ... ) );
	}

	/** @throws Refusal `address-invalid` */
	public static function receiver(): Receiver {
		return new Receiver( self::client(), new OrderBook(), self::setting( 'webhook_secret' ), self::log( ... ) );
	}

	/** @param array<string, scalar> $context Ids and reasons; never a key or a secret. */
	public static function log( string $level, string $message, array $context = array() ): void {
		$text = $message . ( array() === $context ? '' : ' ' . wp_json_encode( $context ) );
		wc_get_logger()->log( $level, $text, array( 'source' => 'alatau-ledger' ) );
	}

	/**
	 * @param array<string, string> $headers
	 * @return array{int, string}
	 */
	private static function send( string $method, string $url, array $headers, ?string $body ): array {
		$answer = wp_remote_request(
			$url,
			array(
				'method'      => $method,
				'headers'     => $headers,
				'body'        => $body,
				'timeout'     => self::PATIENCE,
				'redirection' => 0,
				'user-agent'  => 'alatau-ledger-woocommerce/1',
			)
		);
		if ( is_wp_error( $answer ) ) {
			throw new Refusal( 'gateway-unreachable', $answer->get_error_message() );
		}
		return array( (int) wp_remote_retrieve_response_code( $answer ), (string) wp_remote_retrieve_body( $answer ) );
	}
}
