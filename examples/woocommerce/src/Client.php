<?php
declare( strict_types=1 );

namespace AlatauLedger;

defined( 'ABSPATH' ) || defined( 'ALATAU_LEDGER_PURE' ) || exit;

/** The gateway's API as far as a shop needs it. Knows no HTTP library: a transport is handed in. */
final class Client {
	private const PAGES = 20;
	private readonly string $address;

	/**
	 * @param string   $address   Where the gateway is, such as `https://pay.example`.
	 * @param \Closure $transport (string $method, string $url, array<string, string> $headers, ?string $body) → array{int, string}: status
	 *                            and body. Follows no redirect; throws {@see Refusal} `gateway-unreachable` where nothing answers.
	 * @throws Refusal `address-invalid` unless it is https, or http on this machine.
	 */
	public function __construct( string $address, private readonly string $api_key, private readonly \Closure $transport ) {
		$this->address = self::checked( $address );
	}

	/** @throws Refusal `address-invalid` */
	private static function checked( string $address ): string {
		$parts = parse_url( trim( $address ) );
		$host  = $parts['host'] ?? '';
		$plain = 'http' === ( $parts['scheme'] ?? '' ) && in_array( $host, array( '127.0.0.1', 'localhost', '[::1]' ), true );
		if ( '' === $host || isset( $parts['user'] ) || isset( $parts['query'] ) || isset( $parts['fragment'] )
			|| ! ( $plain || 'https' === ( $parts['scheme'] ?? '' ) ) ) {
			throw new Refusal( 'address-invalid', 'The address of the gateway must begin with https://.' );
		}
		return rtrim( trim( $address ), '/' );
	}

	/** Where the buyer pays. */
	public function page( string $invoice ): string {
		return $this->address . '/pay/' . self::hash( $invoice );
	}

	/**
	 * Makes an invoice, once for a key.
	 *
	 * @param array<string, mixed> $body As the API has it.
	 * @return array<string, mixed> The invoice.
	 */
	public function create_invoice( array $body, string $key ): array {
		return $this->ask( 'POST', '/v1/invoices', $body, $key );
	}

	/** @return array<string, mixed> The invoice as its merchant sees it. @throws Refusal `not-merchant` when it is another one's. */
	public function invoice( string $invoice ): array {
		$found = $this->ask( 'GET', '/v1/invoices/' . self::hash( $invoice ) );
		if ( ! array_key_exists( 'reference', $found ) ) {
			throw new Refusal( 'not-merchant', 'The invoice belongs to another merchant than the API key.', 403 );
		}
		return $found;
	}

	/** Closes an invoice on which nothing was paid. @return array<string, mixed> */
	public function void_invoice( string $invoice ): array {
		return $this->ask( 'POST', '/v1/invoices/' . self::hash( $invoice ) . '/void', array() );
	}

	/** @return list<array<string, mixed>> Payments of an invoice as the chain has them, the latest first. */
	public function payments( string $invoice ): array {
		return $this->pages( '/v1/payments?limit=200&invoice=' . self::hash( $invoice ) );
	}

	/** @return list<array<string, mixed>> Refunds of an invoice, the latest first. */
	public function refunds( string $invoice ): array {
		return $this->pages( '/v1/refunds?limit=200&invoice=' . self::hash( $invoice ) );
	}

	/**
	 * Refunds out of the merchant's reserve. The same `key` of the same payment again is the same refund.
	 *
	 * @return array<string, mixed> The refund: kept durably by the gateway, on its way to the chain.
	 */
	public function refund( string $payment, string $amount_tiyn, string $reason, string $key ): array {
		$body   = array(
			'payment'    => self::hash( $payment ),
			'amountTiyn' => $amount_tiyn,
			'key'        => $key,
			'reason'     => $reason,
		);
		$refund = $this->ask( 'POST', '/v1/refunds', $body );
		if ( ( $refund['amountTiyn'] ?? null ) !== $amount_tiyn ) {
			throw new Refusal( 'refund-differs', 'The gateway knows this refund with another amount.', 409 );
		}
		return $refund;
	}

	/** Whether the key belongs to a merchant: throws what is wrong, says nothing when it is right. */
	public function check(): void {
		$this->ask( 'GET', '/v1/invoices?limit=1' );
	}

	/** @return list<array<string, mixed>> */
	private function pages( string $path ): array {
		$items = array();
		$after = '';
		for ( $page = 0; $page < self::PAGES; $page++ ) {
			$answer = $this->ask( 'GET', $path . $after );
			array_push( $items, ...( $answer['items'] ?? array() ) );
			if ( ! isset( $answer['next'] ) ) {
				return $items;
			}
			$after = '&after=' . rawurlencode( $answer['next'] );
		}
		throw new Refusal( 'gateway-answer-invalid', 'The gateway has more than can be read.' );
	}

	/**
	 * @param array<string, mixed>|null $body
	 * @return array<string, mixed>
	 * @throws Refusal with the gateway's code and status
	 */
	private function ask( string $method, string $path, ?array $body = null, ?string $key = null ): array {
		$headers = array(
			'accept'        => 'application/json',
			'authorization' => 'Bearer ' . $this->api_key,
		);
		$text    = null;
		if ( null !== $body ) {
			$headers['content-type'] = 'application/json';
			$text                    = json_encode( (object) $body, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE );
		}
		if ( null !== $key ) {
			$headers['idempotency-key'] = $key;
		}
		[ $status, $answer ] = ( $this->transport )( $method, $this->address . $path, $headers, $text );
		$found               = json_decode( $answer, true, 64, JSON_BIGINT_AS_STRING );
		if ( $status >= 200 && $status < 300 && is_array( $found ) ) {
			return $found;
		}
		$reason = is_array( $found ) && is_string( $found['code'] ?? null ) ? $found['code'] : 'gateway-answer-invalid';
		$detail = is_array( $found ) ? ( $found['detail'] ?? $found['title'] ?? '' ) : '';
		throw new Refusal( $reason, is_string( $detail ) && '' !== $detail ? $detail : "The gateway answered $status.", $status );
	}

	/** @throws Refusal `id-invalid` for what is no 32-byte id, so that nothing else gets into an address. */
	private static function hash( string $text ): string {
		if ( preg_match( '/\A0x[0-9a-f]{64}\z/', $text ) !== 1 ) {
			throw new Refusal( 'id-invalid', 'That is no id of the ledger.' );
		}
		return $text;
	}
}
