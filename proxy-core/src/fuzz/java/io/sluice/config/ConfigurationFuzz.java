package io.sluice.config;

import static io.sluice.config.Context.SERVER;

import io.sluice.fuzz.Check;
import io.sluice.fuzz.Seeds;
import io.sluice.fuzz.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A configuration is read or refused with its problems, whatever is in the file.
public final class ConfigurationFuzz implements Target {
    private static final Directive<List<String>> WORDS = Directive.of("Words", Arguments::all)
            .in(SERVER, Context.VIRTUAL_HOST, Context.GLOBAL)
            .takes(0, Integer.MAX_VALUE)
            .occurs(Directive.Occurrence.ACCUMULATES);
    private static final Directive<Boolean> FLAG =
            Directive.of("Flag", Arguments::bool).in(SERVER);
    private static final DirectiveTable TABLE = DirectiveTable.of(List.of(WORDS, FLAG), List.of());
    private static final ConfigurationReader.Inputs INPUTS = new ConfigurationReader.Inputs(
            Set.of("GIVEN"), Set.of("mod_proxy.c"), Map.of("NAME", "value", "LOOP", "a %{env:LOOP}"));

    @Override
    public void read(byte[] bytes) {
        var text = TextDecoding.decode(bytes);
        int last = 0;
        for (var lines = new LogicalLines(text); lines.hasNext(); ) {
            var line = lines.next();
            Check.that(line.last() > last, "lines are counted");
            last = line.last();
            try {
                Words.of(line.text());
            } catch (IllegalArgumentException _) {
                // refused
            }
        }
        if (text.contains("Include")) {
            return; // it would read files of this machine
        }
        try {
            ConfigurationReader.readText("/etc/x.conf", text, TABLE, INPUTS);
        } catch (ConfigurationException e) {
            Check.that(!e.problems().isEmpty(), "problems");
        }
    }

    @Override
    public List<byte[]> seeds() {
        return Seeds.of(
                "Words one \"two \\\" three\" %{env:NAME}\nFlag on\n",
                "<Global>\n  Words a \\\n b # c\n</Global>\n# end\n",
                "<IfDefine GIVEN>\nFlag off\n</IfDefine>\n<IfModule !mod_x.c>\nWords \u00e9\n</IfModule>\n",
                "<VirtualHost 192.0.2.7>\nWords %{env:LOOP}\n</VirtualHost>\nDefine X\nSetEnv A b\n");
    }
}
