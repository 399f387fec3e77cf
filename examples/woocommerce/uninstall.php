<?php
/** Takes away the settings with their secrets, the poll and its place. What orders know of their payments stays: it is the shop's book. */

declare( strict_types=1 );

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

delete_option( 'woocommerce_alatau_ledger_settings' );
delete_option( 'alatau_ledger_poll_after' );
if ( function_exists( 'as_unschedule_all_actions' ) ) {
	as_unschedule_all_actions( 'alatau_ledger_poll' );
}
wp_clear_scheduled_hook( 'alatau_ledger_poll' );
