package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.listing.Fact;
import io.sluice.transfer.Relay;
import io.sluice.transfer.listing.ListingTranslator;
import io.sluice.transfer.listing.TranslatingRelay;
import java.time.LocalDateTime;
import java.time.ZoneId;

/// What is sent to the backend for a command that opens a data connection, and how its data are passed on: as they are,
/// or for `MLSD` under `ProxyDirectoryListPolicy LIST` in translation.
record ListingRequest(Command command, Relay relay) {

    static ListingRequest of(ProxySession proxy, Command command) {
        return switch (proxy.settings().listPolicy()) {
            case DirectoryListPolicy.AsList list when command.verb().equals("MLSD") -> translated(proxy, command, list);
            case DirectoryListPolicy.AsClient _, DirectoryListPolicy.AsList _ ->
                new ListingRequest(command, proxy.host().data().relay());
        };
    }

    private static ListingRequest translated(ProxySession proxy, Command command, DirectoryListPolicy.AsList list) {
        var options = proxy.facts().wanted().contains(Fact.UNIX_OWNERNAME) ? "-al" : "-aln";
        var path = command.argument().filter(text -> !text.isBlank()).map(ListingRequest::noOption);
        var trace = proxy.session().services().trace();
        return new ListingRequest(
                Command.of("LIST", path.map(text -> options + " " + text).orElse(options)),
                new TranslatingRelay(new ListingTranslator(
                        proxy.facts(),
                        list.links(),
                        LocalDateTime.now(ZoneId.systemDefault()),
                        line -> trace.log("proxy.ftp.dirlist", 3, () -> "skipped line of LIST: " + line))));
    }

    /// The path so that a server does not take it for more options.
    private static String noOption(String path) {
        return path.startsWith("-") ? "./" + path : path;
    }
}
