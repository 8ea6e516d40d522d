package io.sluice.acl;

/// Thrown for a rule that cannot be read: says which, and what is wrong with it.
public final class BadRule extends Exception {
    private static final long serialVersionUID = 1L;

    public enum Fault {
        /// The length behind `/` is no number within the address.
        BAD_MASK("expected a number of bits within the address behind '/'"),
        /// Neither an address, nor a pattern, nor a name.
        NO_ADDRESS("expected an address, a network, a pattern or a name"),
        /// `!all` or `!none`.
        NEGATED_WORD("'all' and 'none' cannot be negated"),
        /// `all` or `none` after other rules.
        WORD_NOT_FIRST("'all' and 'none' stand before all other rules"),
        /// A list without any rule.
        NO_RULE("expected at least one rule");

        private final String expected;

        Fault(String expected) {
            this.expected = expected;
        }
    }

    private final Fault fault;
    private final String rule;

    BadRule(Fault fault, String rule) {
        super("bad rule '" + rule + "': " + fault.expected);
        this.fault = fault;
        this.rule = rule;
    }

    public Fault fault() {
        return fault;
    }

    /// The rule as it was written.
    public String rule() {
        return rule;
    }
}
