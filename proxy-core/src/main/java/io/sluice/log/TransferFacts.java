package io.sluice.log;

import io.sluice.ftp.Reply;
import io.sluice.ftp.Verb;
import io.sluice.module.CommandOutcome;
import io.sluice.module.CommandOutcome.Status;
import io.sluice.module.CommandOutcome.Transfer;
import java.util.Locale;
import java.util.Optional;

/// What logs say about the transfer of a command.
final class TransferFacts {
    private TransferFacts() {}

    static boolean isFileTransfer(String verb) {
        return kind(verb).filter(kind -> kind != Verb.Transfer.LISTING).isPresent();
    }

    static boolean isListing(String verb) {
        return kind(verb).filter(kind -> kind == Verb.Transfer.LISTING).isPresent();
    }

    private static Optional<Verb.Transfer> kind(String verb) {
        return Verb.of(verb).flatMap(Verb::transfer);
    }

    /// `success`, `failed`, `cancelled` or `timeout`, for data commands and `ABOR`.
    static Optional<String> status(CommandOutcome outcome) {
        if (outcome.transfer().isPresent()) {
            return outcome.transfer().map(transfer -> transfer.status().name().toLowerCase(Locale.ROOT));
        }
        if (kind(outcome.command().verb()).isEmpty()
                && !outcome.command().verb().equals("ABOR")) {
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
