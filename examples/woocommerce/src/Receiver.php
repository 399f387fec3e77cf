<?php
declare( strict_types=1 );

namespace AlatauLedger;

defined( 'ABSPATH' ) || defined( 'ALATAU_LEDGER_PURE' ) || exit;

/**
 * Takes the gateway's messages. A message is only a reason to look: what becomes of an order is decided by the invoice that is read
 * from the gateway afterwards, so a message that is old, repeated or out of order cannot say anything wrong.
 */
final class Receiver {
	/** No event is longer. */
	private const LONGEST = 65_536;

	/** @param \Closure $log (string $level, string $message, array<string, scalar> $context) */
	public function __construct(
		private readonly Client $client,
		private readonly Orders $orders,
		private readonly string $secret,
		private readonly \Closure $log,
	) {}

	/**
	 * @param array<string, string> $headers Names in lower case.
	 * @return array{status: int, outcome: string} What to answer. 2xx: do not send it again; 5xx: do.
	 */
	public function receive( array $headers, string $body, int $now ): array {
		try {
			if ( strlen( $body ) > self::LONGEST ) {
				throw new Refusal( 'webhook-too-long', 'No event is so long.' );
			}
			$id    = Webhook::verify( $this->secret, $headers, $body, $now );
			$event = self::event( $id, $body );
		} catch ( Refusal $refusal ) {
			( $this->log )( 'warning', 'webhook refused', array( 'reason' => $refusal->reason ) );
			$unsigned = in_array( $refusal->reason, array( 'webhook-headers-missing', 'webhook-timestamp-off', 'webhook-signature-wrong' ), true );
			$status   = 'webhook-secret-invalid' === $refusal->reason ? 503 : ( $unsigned ? 401 : 400 );
			return array( 'status' => $status, 'outcome' => $refusal->reason );
		}
		try {
			return array( 'status' => 200, 'outcome' => $this->act( $event['invoice'], $event['sequence'] ) );
		} catch ( Refusal $refusal ) {
			( $this->log )( 'error', 'webhook not acted on', array( 'event' => $id, 'reason' => $refusal->reason, 'detail' => $refusal->getMessage() ) );
			return array( 'status' => 503, 'outcome' => $refusal->reason );
		}
	}

	/** Reads the invoice and brings the order to it. @throws Refusal where the gateway cannot be read */
	public function look( string $order, string $invoice ): void {
		$found = $this->client->invoice( $invoice );
		if ( ( $found['invoice'] ?? null ) !== $invoice ) {
			throw new Refusal( 'gateway-answer-invalid', 'The gateway answered with another invoice.' );
		}
		$this->orders->apply( $order, $found, InvoiceState::of( $found, $this->orders->expected_tiyn( $order ) ) );
	}

	private function act( string $invoice, int $sequence ): string {
		$order = $this->orders->find( $invoice );
		if ( null === $order ) {
			return 'not-ours';
		}
		$outcome = 'seen-before';
		$this->orders->alone(
			$order,
			function () use ( $order, $invoice, $sequence, &$outcome ): void {
				if ( $sequence <= $this->orders->sequence( $order, $invoice ) ) {
					return;
				}
				$this->look( $order, $invoice );
				$this->orders->keep_sequence( $order, $invoice, $sequence );
				$outcome = 'acted';
			}
		);
		( $this->log )( 'info', 'webhook ' . $outcome, array( 'order' => $order, 'invoice' => $invoice, 'sequence' => $sequence ) );
		return $outcome;
	}

	/** @return array{invoice: string, sequence: int} @throws Refusal `webhook-body-invalid` */
	private static function event( string $id, string $body ): array {
		$message  = json_decode( $body, true, 16 );
		$event    = is_array( $message ) && is_array( $message['data'] ?? null ) ? $message['data'] : array();
		$invoice  = $event['invoice'] ?? null;
		$sequence = $event['sequence'] ?? null;
		if ( ( $event['event'] ?? null ) !== $id || ! is_int( $sequence ) || $sequence < 1
			|| ! is_string( $invoice ) || preg_match( '/\A0x[0-9a-f]{64}\z/', $invoice ) !== 1 ) {
			throw new Refusal( 'webhook-body-invalid', 'That is no event of an invoice.' );
		}
		return array( 'invoice' => $invoice, 'sequence' => $sequence );
	}
}
