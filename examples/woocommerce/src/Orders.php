<?php
declare( strict_types=1 );

namespace AlatauLedger;

defined( 'ABSPATH' ) || defined( 'ALATAU_LEDGER_PURE' ) || exit;

/** The shop's orders as the receiver of webhooks needs them. */
interface Orders {
	/** The order an invoice was made for; null for one of another shop or till. */
	public function find( string $invoice ): ?string;

	/** Runs alone for the order: two messages at once are one after the other. */
	public function alone( string $order, \Closure $work ): void;

	/** The order's total in tiyn. */
	public function expected_tiyn( string $order ): string;

	/** The highest sequence of the invoice that was acted on; 0 before the first. */
	public function sequence( string $order, string $invoice ): int;

	/**
	 * Brings the order to what its invoice says; doing it again changes nothing.
	 *
	 * @param array<string, mixed> $invoice As the API shows it.
	 */
	public function apply( string $order, array $invoice, InvoiceState $state ): void;

	/** Called after {@see Orders::apply}: what failed before comes again with the next try. */
	public function keep_sequence( string $order, string $invoice, int $sequence ): void;
}
