package io.sluice.ban;

import java.util.Optional;

/// Who is told something, and what stands for the variables in it: `%a` address, `%c` class, `%u` user.
///
/// @param user empty where nobody is banned by name
public record Message(String address, Optional<String> clientClass, Optional<String> user) {
    private static final String NONE = "(none)";

    /// The text with its variables replaced, in one pass.
    public String of(String text) {
        var told = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            var value = text.charAt(i) == '%' && i + 1 < text.length()
                    ? value(text.charAt(i + 1))
                    : Optional.<String>empty();
            if (value.isPresent()) {
                told.append(value.get().replace('\r', '?').replace('\n', '?'));
                i++;
            } else {
                told.append(text.charAt(i));
            }
        }
        return told.toString();
    }

    private Optional<String> value(char variable) {
        return switch (variable) {
            case 'a' -> Optional.of(address);
            case 'c' -> Optional.of(clientClass.orElse(NONE));
            case 'u' -> Optional.of(user.orElse(NONE));
            default -> Optional.empty();
        };
    }
}
