package io.sluice.tls.keys;

import java.nio.file.Path;

/// Asks for pass phrases on the terminal, where there is one.
///
/// @param server the name of the server, for the question
public record TerminalPhrases(String server) implements PassPhrases {
    @Override
    @SuppressWarnings("SystemConsoleNull") // with the console of java.base it is null where no terminal is
    public char[] of(Path file, String purpose) throws UnusableFile {
        var console = System.console();
        if (console == null || !console.isTerminal()) {
            throw UnusableFile.of(
                    file, "it is encrypted, and there is neither a terminal to ask on nor a TLSPassPhraseProvider");
        }
        var phrase = console.readPassword("%s key '%s' of server '%s', pass phrase: ", purpose, file, server);
        if (phrase == null) {
            throw UnusableFile.of(file, "it is encrypted, and no pass phrase was given");
        }
        return phrase;
    }
}
