package io.sluice.log;

import io.sluice.ftp.Reply;
import io.sluice.module.CommandOutcome;
import io.sluice.module.CommandOutcome.Status;
import io.sluice.module.CommandOutcome.Transfer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What logs say about the transfer of a command.
final class TransferFacts {
    private static final Set<String> DATA = Set.of("RETR", "STOR", "STOU", "APPE", "LIST", "NLST", "MLSD");
    private static final Set<String> FILES = Set.of("RETR", "STOR", "STOU", "APPE");

    private TransferFacts() {}

    static boolean isFileTransfer(String verb) {
        return FILES.contains(verb);
    }

    static boolean isListing(String verb) {
        return DATA.contains(verb) && !FILES.contains(verb);
    }

    /// `success`, `failed`, `cancelled` or `timeout`, for data commands and `ABOR`.
    static Optional<String> status(CommandOutcome outcome) {
        if (outcome.transfer().isPresent()) {
            return outcome.transfer().map(transfer -> transfer.status().name().toLowerCase(Locale.ROOT));
        }
        if (!DATA.contains(outcome.command().verb()) && !outcome.command().verb().equals("ABOR")) {
            return Optional.empty();
        }
        return Optional.of(
                outcome.reply().isEmpty() ? "timeout" : outcome.reply().get().isNegative() ? "failed" : "success");
    }

    /// Why it is not a success: the text of the failing reply, `aborted`, or `unknown`.
    static Optional<String> failure(CommandOutcome outcome) {
        return status(outcome)
                .filter(status -> !status.equals("success"))
                .map(status -> outcome.transfer()
                        .flatMap(Transfer::failure)
                        .or(() -> status.equals("cancelled") ? Optional.of("aborted") : Optional.empty())
                        .or(() -> outcome.reply().filter(Reply::isNegative).map(Reply::text))
                        .orElse("unknown"));
    }

    static String type(Transfer transfer) {
        return transfer.ascii() ? "ASCII" : "binary";
    }

    /// `12.34KB/s`, of 1024 bytes.
    static String speed(Transfer transfer) {
        double seconds = Math.max(1, transfer.took().toMillis()) / 1000.0;
        return String.format(Locale.ROOT, "%.2fKB/s", transfer.bytes() / 1024.0 / seconds);
    }

    static String seconds(Transfer transfer) {
        return String.format(Locale.ROOT, "%.3f", transfer.took().toMillis() / 1000.0);
    }

    /// The size of the file afterwards, where the transfer tells.
    static Optional<Long> fileSize(CommandOutcome outcome) {
        return outcome.transfer()
                .filter(transfer -> transfer.status() == Status.SUCCESS)
                .filter(_ -> isFileTransfer(outcome.command().verb())
                        && !outcome.command().verb().equals("APPE"))
                .map(transfer -> transfer.offset() + transfer.bytes());
    }
}
