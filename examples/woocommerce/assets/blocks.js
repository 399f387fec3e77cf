// Shows the payment method in WooCommerce's block checkout. Runs as it is: no build.
(({ wcBlocksRegistry, wcSettings }, wp) => {
  const { createElement } = wp.element;
  const text = (value) => wp.htmlEntities.decodeEntities(value ?? "");
  const method = wcSettings.getPaymentMethodData("alatau_ledger", {});
  const Description = () => createElement("p", null, text(method.description));
  const Label = ({ components: { PaymentMethodLabel } }) =>
    createElement(PaymentMethodLabel, { text: text(method.title) });

  wcBlocksRegistry.registerPaymentMethod({
    name: "alatau_ledger",
    ariaLabel: text(method.title),
    label: createElement(Label),
    content: createElement(Description),
    edit: createElement(Description),
    // WooCommerce asks the server whether the method may be used (currency, settings); the browser adds nothing.
    canMakePayment: () => true,
    supports: { features: method.supports ?? ["products"] },
  });
})(window.wc, window.wp);
