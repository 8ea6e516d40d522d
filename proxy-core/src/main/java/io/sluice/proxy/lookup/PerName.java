package io.sluice.proxy.lookup;

import io.sluice.config.BadValue;
import io.sluice.net.ErrorText;
import io.sluice.proxy.lookup.MemberFinder.Outcome;
import io.sluice.sql.Lookup;
import io.sluice.sql.QueryFailed;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The members for each user or group of one virtual host: those of its files, then those its queries tell. What cannot
/// be read or used is said in the log and left out.
record PerName(
        List<FileTemplate> files, List<Lookup> queries, UrlFiles reader, MemberFinder finder, Consumer<String> log)
        implements MemberSource {
    private static final Duration LONGEST_SEARCH = Duration.ofSeconds(10);

    PerName {
        files = List.copyOf(files);
        queries = List.copyOf(queries);
    }

    @Override
    public Found find(String name) {
        return new Search(name).run();
    }

    /// One look-up.
    private final class Search {
        private final String name;
        private final long began = System.nanoTime();
        private final List<Member> members = new ArrayList<>();
        private Optional<String> failure = Optional.empty();

        Search(String name) {
            this.name = name;
        }

        Found run() {
            for (FileTemplate file : files) {
                if (!read(file)) {
                    break;
                }
            }
            queries.forEach(this::ask);
            if (!members.isEmpty()) {
                return new Found.Members(members);
            }
            return failure.<Found>map(Found.Failed::new).orElseGet(Found.NoEntry::new);
        }

        /// Reads one file; false if there is none, which ends the search in files.
        private boolean read(FileTemplate template) {
            var file = template.file(name);
            if (file.isEmpty()) {
                log.accept("illegal name in '" + template.written() + "'");
                return false;
            }
            try {
                reader.urls(file.get()).forEach(this::add);
                return true;
            } catch (NoSuchFileException _) {
                return false;
            } catch (IOException e) {
                failed("error reading ProxyReverseServers file '" + file.get() + "': " + ErrorText.of(e));
                return true;
            }
        }

        private void ask(Lookup query) {
            try {
                var values = query.firstColumn(name);
                int before = members.size();
                values.stream()
                        .map(String::strip)
                        .filter(value -> !value.isEmpty())
                        .forEach(this::addWritten);
                if (!values.isEmpty() && members.size() == before) {
                    log.accept("error reading ProxyReverseServers SQLNamedQuery '" + query.name() + "': no usable URL");
                }
            } catch (QueryFailed e) {
                failure = Optional.of(String.valueOf(e.getMessage())); // the query has said so in the log
            }
        }

        private void addWritten(String text) {
            try {
                add(BackendUrl.parse(text));
            } catch (BadValue e) {
                log.accept(String.valueOf(e.getMessage()));
            }
        }

        private void add(BackendUrl url) {
            if (System.nanoTime() - began > LONGEST_SEARCH.toNanos()) {
                failed("backend '" + url + "' is left out: the name service took longer than "
                        + LONGEST_SEARCH.toSeconds() + " seconds for those before it");
                return;
            }
            switch (finder.forNow(url)) {
                case Outcome.Found(Member member) -> members.add(member);
                case Outcome.NotFound(String error, String why) ->
                    log.accept("error parsing '" + url + "': " + error + " (" + why + ")");
            }
        }

        private void failed(String text) {
            log.accept(text);
            failure = Optional.of(text);
        }
    }
}
