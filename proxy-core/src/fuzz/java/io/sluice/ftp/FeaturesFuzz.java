package io.sluice.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.ftp.listing.Facts;
import io.sluice.fuzz.Check;
import io.sluice.fuzz.Seeds;
import io.sluice.fuzz.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What a server says it can do, and the facts a client asks for.
public final class FeaturesFuzz implements Target {
    @Override
    public void read(byte[] bytes) {
        var text = new String(bytes, ISO_8859_1);
        var features = Features.of(new Reply(211, Arrays.asList(text.split("\n", -1))));

        features.table().forEach((name, values) -> {
            Check.that(features.has(name) && !values.isEmpty(), "a feature is found by its name");
            Check.that(name.indexOf(' ') < 0, "a name is one word");
        });
        features.authMechanisms();
        features.mlstFacts().forEach(fact -> Check.that(fact.name().indexOf(';') < 0, "a fact is one word"));
        Facts.requested(text.replace('\n', ' '))
                .ifPresent(facts -> Check.same(
                        Facts.requested("MLST "
                                + String.join(
                                        "",
                                        facts.wanted().stream()
                                                .map(fact -> fact.word() + ";")
                                                .toList())),
                        Optional.of(facts),
                        "facts"));
    }

    @Override
    public List<byte[]> seeds() {
        return Seeds.of(
                "211-Features:\n MDTM\n REST STREAM\n AUTH TLS;TLS-C;SSL;\n MLST type*;size*;modify;\n211 End",
                "211-\n211-MDTM\n211- SIZE\n\n211 End",
                "MLST type;size;UNIX.mode;");
    }
}
