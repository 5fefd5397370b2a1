package dev.patchwave.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenKeySetTest {
    private final byte[] text = TokenKeySet.write(List.of(Tokens.KEY, Tokens.OTHER_KEY), Tokens.NOW, Tokens.LIFE);

    @Test
    void whoTrustsOneKeyTrustsAll() {
        for (TokenKey one : List.of(Tokens.KEY, Tokens.OTHER_KEY)) {
            var set = TokenKeySet.read(text).trustedBy(one.id()::equals).orElseThrow();
            assertEquals(
                    Set.of(Tokens.KEY.id(), Tokens.OTHER_KEY.id()), set.keys().keySet());
            assertEquals(Tokens.NOW, set.made());
            assertEquals(Tokens.NOW.plus(Tokens.LIFE), set.until());
        }
    }

    @Test
    void whoTrustsNoneTrustsNone() {
        assertTrue(TokenKeySet.read(text).trustedBy(Tokens.key().id()::equals).isEmpty());
    }

    /** Somebody puts a key of his own beside ours: the signatures are no longer of this set. */
    @Test
    void aSetThatSomebodyElseMadeIsNotSignedByOurs() {
        byte[] theirs = TokenKeySet.write(List.of(Tokens.OTHER_KEY), Tokens.NOW, Tokens.LIFE);
        assertTrue(TokenKeySet.read(theirs).trustedBy(Tokens.KEY.id()::equals).isEmpty());

        String ours = new String(text, StandardCharsets.UTF_8);
        String their = new String(theirs, StandardCharsets.UTF_8);
        String grafted = ours.replace(field(ours, "payload"), field(their, "payload"));
        assertTrue(TokenKeySet.read(grafted.getBytes(StandardCharsets.UTF_8))
                .trustedBy(Tokens.KEY.id()::equals)
                .isEmpty());
    }

    @Test
    void rubbishIsNoKeySet() {
        for (String rubbish :
                List.of("", "{}", "[]", "null", "{\"payload\":\"e30\",\"signatures\":[]}", "x".repeat(20_000))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> TokenKeySet.read(rubbish.getBytes(StandardCharsets.UTF_8)),
                    rubbish);
        }
    }

    private static String field(String json, String name) {
        return json.replaceAll(".*\"" + name + "\":\"([^\"]*)\".*", "$1");
    }
}
