package io.sluice.acl.adapter;

import io.sluice.acl.Origin;
import io.sluice.acl.WrapTable;
import io.sluice.acl.WrapTable.Word;
import io.sluice.acl.WrapTables.Source;
import io.sluice.config.DirectiveSet;
import io.sluice.ftp.WireText;
import io.sluice.module.CoreServices;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Gets the tables of `mod_wrap2` from wherever they are.
record WrapTableReader(CoreServices core, TableFiles files) {

    /// Opens a table for one question.
    ///
    /// @param name the user or primary group that it is about, as wire text; empty where it is about everybody
    Source open(WrapSource source, DirectiveSet server, String user, String name) {
        try {
            return switch (source) {
                case WrapSource.Everybody() -> new Source.Opened(WrapTable.everybody(new Origin("builtin:all", 1)));
                case WrapSource.Nowhere(var why) -> new Source.Missing(why);
                case WrapSource.InFile file ->
                    file.of(WireText.display(user))
                            .map(files::read)
                            .orElseGet(() -> new Source.Missing("illegal name in '" + file.template() + "'"));
                case WrapSource.ByQuery(var clients, var options) -> {
                    var words = ofQuery(server, clients, name);
                    yield table(words, options.isEmpty() ? List.of() : rows(server, options.get(), name));
                }
                case WrapSource.ByKey(var clients, var options) -> {
                    var store = core.collections(server);
                    var words = ofKey(store, clients, name);
                    yield table(words, options.isEmpty() ? List.of() : List.of(elements(store, options.get(), name)));
                }
            };
        } catch (IOException e) {
            return new Source.Missing(String.valueOf(e.getMessage()));
        }
    }

    private static Source table(List<Word> clients, List<List<String>> options) {
        return new Source.Opened(WrapTable.ofWords(
                clients,
                options.stream()
                        .flatMap(List::stream)
                        .flatMap(text -> Arrays.stream(text.split(",", -1)))
                        .toList()));
    }

    private List<Word> ofQuery(DirectiveSet server, String query, String name) throws IOException {
        return words(rows(server, query, name), "sql:/" + query);
    }

    private List<List<String>> rows(DirectiveSet server, String query, String name) throws IOException {
        return switch (core.query(server, query)) {
            case CoreServices.Query.Usable(var source) -> source.rows(name);
            case CoreServices.Query.Missing() ->
                throw new IOException("error: unable to resolve SQLNamedQuery name '" + query + "'");
            case CoreServices.Query.Off() -> throw new IOException("there is no database, or SQLEngine is off");
        };
    }

    private static List<Word> ofKey(CoreServices.Collections store, WrapSource.Key key, String name)
            throws IOException {
        return words(
                elements(store, key, name).stream().map(List::of).toList(),
                "redis:/" + (key.list() ? "list:" : "set:") + key.of(WireText.display(name)));
    }

    private static List<String> elements(CoreServices.Collections store, WrapSource.Key key, String name)
            throws IOException {
        var whole = key.of(WireText.display(name));
        return key.list() ? store.list(whole) : store.set(whole);
    }

    /// The words of each row, with its number.
    private static List<Word> words(List<List<String>> rows, String place) {
        var words = new ArrayList<Word>();
        for (int i = 0; i < rows.size(); i++) {
            var origin = new Origin(place, i + 1);
            rows.get(i).stream()
                    .flatMap(WrapTableReader::split)
                    .map(text -> new Word(text, origin))
                    .forEach(words::add);
        }
        return words;
    }

    private static Stream<String> split(String text) {
        return Arrays.stream(text.split("[\\s,]+", -1)).filter(word -> !word.isEmpty());
    }

    /// Why a table can never be opened, if that is plain from the configuration.
    Optional<String> neverOpens(WrapSource source, DirectiveSet server) {
        return switch (source) {
            case WrapSource.ByQuery(var clients, var options) ->
                Stream.concat(Stream.of(clients), options.stream())
                        .filter(query -> core.query(server, query) instanceof CoreServices.Query.Missing)
                        .findFirst()
                        .map(query -> "error: unable to resolve SQLNamedQuery name '" + query + "'");
            case WrapSource.ByKey _ -> {
                try {
                    core.collections(server);
                    yield Optional.empty();
                } catch (IOException e) {
                    yield Optional.of("redis table: " + e.getMessage());
                }
            }
            case WrapSource.Everybody _, WrapSource.Nowhere _, WrapSource.InFile _ -> Optional.empty();
        };
    }
}
