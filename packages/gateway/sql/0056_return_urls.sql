-- Where a payer goes after paying: an address of the merchant, as it gave it. Shown with its host; never followed by itself.
ALTER TABLE payload.invoices ADD COLUMN return_url text CHECK (return_url ~ '^https?://');
ALTER TABLE payload.payment_links ADD COLUMN return_url text CHECK (return_url ~ '^https?://');
