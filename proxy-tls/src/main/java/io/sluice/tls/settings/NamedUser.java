package io.sluice.tls.settings;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.util.regex.Pattern;

/// Where a client's certificate names its user (`TLSUserName`).
public sealed interface NamedUser {

    /// How the directive has it.
    String word();

    /// The common names of its subject.
    record CommonName() implements NamedUser {
        @Override
        public String word() {
            return "CommonName";
        }
    }

    /// The e-mail addresses among its alternative names.
    record Email() implements NamedUser {
        @Override
        public String word() {
            return "EmailSubjAltName";
        }
    }

    /// The text of an extension.
    record Extension(String oid) implements NamedUser {
        @Override
        public String word() {
            return oid;
        }
    }

    /// An object identifier: numbers joined by dots, two at least.
    Pattern OID = Pattern.compile("\\d+(\\.\\d+)+");

    static NamedUser parse(Arguments arguments) throws BadValue {
        var word = arguments.text();
        return switch (word) {
            case "CommonName" -> new CommonName();
            case "EmailSubjAltName" -> new Email();
            default -> {
                if (!OID.matcher(word).matches()) {
                    throw new BadValue("badly formatted OID parameter", "; seen: '" + word + "'");
                }
                yield new Extension(word);
            }
        };
    }
}
