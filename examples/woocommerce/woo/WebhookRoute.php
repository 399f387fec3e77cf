<?php
declare( strict_types=1 );

namespace AlatauLedger;

defined( 'ABSPATH' ) || exit;

/** Where the gateway's messages arrive: `/wp-json/alatau-ledger/v1/webhook`. The signature is the right to speak. */
final class WebhookRoute {
	private const SPACE = 'alatau-ledger/v1';
	private const PATH  = '/webhook';

	public static function register(): void {
		register_rest_route(
			self::SPACE,
			self::PATH,
			array(
				'methods'             => 'POST',
				'callback'            => array( self::class, 'receive' ),
				'permission_callback' => '__return_true',
			)
		);
	}

	/** What the merchant gives the gateway. */
	public static function address(): string {
		return rest_url( self::SPACE . self::PATH );
	}

	public static function receive( \WP_REST_Request $request ): \WP_REST_Response {
		$headers = array();
		foreach ( array( 'webhook-id', 'webhook-timestamp', 'webhook-signature' ) as $name ) {
			$headers[ $name ] = (string) $request->get_header( $name );
		}
		try {
			$answer = Plug::receiver()->receive( $headers, $request->get_body(), time() );
		} catch ( Refusal $refusal ) {
			$answer = array( 'status' => 503, 'outcome' => $refusal->reason );
		}
		return new \WP_REST_Response( array( 'outcome' => $answer['outcome'] ), $answer['status'] );
	}
}
