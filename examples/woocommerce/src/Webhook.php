<?php
declare( strict_types=1 );

namespace AlatauLedger;

defined( 'ABSPATH' ) || defined( 'ALATAU_LEDGER_PURE' ) || exit;

/** Messages signed as Standard Webhooks lays out: HMAC-SHA256 over id, timestamp and the body byte for byte. */
final class Webhook {
	/** How far a message's clock may be off, seconds. */
	public const TOLERANCE = 300;
	private const PREFIX   = 'whsec_';

	/** What stands in `webhook-signature`, with its version. */
	public static function sign( string $secret, string $id, int $timestamp, string $body ): string {
		return 'v1,' . base64_encode( hash_hmac( 'sha256', "$id.$timestamp.$body", self::key( $secret ), true ) );
	}

	/**
	 * Refuses what was not signed with the secret, or not lately.
	 *
	 * @param array<string, string> $headers Names in lower case.
	 * @param int                   $now     Unix seconds.
	 * @return string The message's id, the same at each try.
	 * @throws Refusal `webhook-headers-missing`, `webhook-timestamp-off`, `webhook-signature-wrong`, `webhook-secret-invalid`
	 */
	public static function verify( string $secret, array $headers, string $body, int $now ): string {
		$id        = $headers['webhook-id'] ?? '';
		$timestamp = $headers['webhook-timestamp'] ?? '';
		$given     = $headers['webhook-signature'] ?? '';
		if ( '' === $id || '' === $given || preg_match( '/\A\d{1,12}\z/', $timestamp ) !== 1 ) {
			throw new Refusal( 'webhook-headers-missing', 'The headers of a signed message are missing.' );
		}
		if ( abs( $now - (int) $timestamp ) > self::TOLERANCE ) {
			throw new Refusal( 'webhook-timestamp-off', 'The message is older or newer than five minutes.' );
		}
		$expected = self::sign( $secret, $id, (int) $timestamp, $body );
		$fits     = false;
		foreach ( explode( ' ', $given ) as $each ) {
			$fits = hash_equals( $expected, $each ) || $fits;
		}
		if ( ! $fits ) {
			throw new Refusal( 'webhook-signature-wrong', 'The signature does not fit.' );
		}
		return $id;
	}

	private static function key( string $secret ): string {
		$secret = trim( $secret );
		$text   = str_starts_with( $secret, self::PREFIX ) ? substr( $secret, strlen( self::PREFIX ) ) : $secret;
		$key    = base64_decode( $text, true );
		if ( false === $key || strlen( $key ) < 16 ) {
			throw new Refusal( 'webhook-secret-invalid', 'The webhook secret is not what the gateway showed (whsec_…).' );
		}
		return $key;
	}
}
