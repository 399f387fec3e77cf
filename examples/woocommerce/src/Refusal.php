<?php
declare( strict_types=1 );

namespace AlatauLedger;

defined( 'ABSPATH' ) || defined( 'ALATAU_LEDGER_PURE' ) || exit;

/** Something was refused, by the plug-in or by the gateway. `code` is fixed and in kebab case; the gateway's are in its docs/errors.md. */
final class Refusal extends \RuntimeException {
	/** @param int $status The gateway's HTTP status; 0 where it was not asked or gave no answer. */
	public function __construct( public readonly string $reason, string $message, public readonly int $status = 0 ) {
		parent::__construct( $message );
	}

	/** Whether the gateway certainly did nothing: it understood the request and said no. */
	public function is_definite(): bool {
		return $this->status >= 400 && $this->status < 500 && ! in_array( $this->status, array( 408, 425, 429 ), true )
			&& 'idempotency-in-progress' !== $this->reason;
	}
}
