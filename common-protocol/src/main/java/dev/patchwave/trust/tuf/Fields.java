package dev.patchwave.trust.tuf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** The members of one object, read by name and type; what is wrong is told with its place in the file. */
public record Fields(String place, Json.Members json) {
    public static Fields of(String place, Json json) throws TufProblem {
        if (json instanceof Json.Members members) {
            return new Fields(place, members);
        }
        throw new TufProblem(TufProblem.Reason.MALFORMED, place + " is no object");
    }

    public Fields object(String name) throws TufProblem {
        return of(within(name), required(name));
    }

    public Optional<Fields> optionalObject(String name) throws TufProblem {
        return has(name) ? Optional.of(object(name)) : Optional.empty();
    }

    public String text(String name) throws TufProblem {
        return text(within(name), required(name));
    }

    public long whole(String name, long min) throws TufProblem {
        if (required(name) instanceof Json.Whole(long value) && value >= min) {
            return value;
        }
        throw malformed(within(name) + " is no whole number of at least " + min);
    }

    public boolean flag(String name, boolean standard) throws TufProblem {
        if (!has(name)) {
            return standard;
        }
        if (required(name) instanceof Json.Flag(boolean value)) {
            return value;
        }
        throw malformed(within(name) + " is neither true nor false");
    }

    public List<String> texts(String name) throws TufProblem {
        var texts = new ArrayList<String>();
        for (Json element : elements(name)) {
            texts.add(text(within(name), element));
        }
        return texts;
    }

    public List<Fields> objects(String name) throws TufProblem {
        var objects = new ArrayList<Fields>();
        for (Json element : elements(name)) {
            objects.add(of(within(name) + "[" + objects.size() + "]", element));
        }
        return objects;
    }

    public SortedMap<String, Json> members() {
        return json.values();
    }

    public boolean has(String name) {
        return json.values().containsKey(name);
    }

    public TufProblem malformed(String why) {
        return new TufProblem(TufProblem.Reason.MALFORMED, why);
    }

    public String within(String name) {
        return place + "." + name;
    }

    private Json required(String name) throws TufProblem {
        Json value = json.values().get(name);
        if (value == null) {
            throw malformed(within(name) + " is missing");
        }
        return value;
    }

    private List<Json> elements(String name) throws TufProblem {
        if (required(name) instanceof Json.Elements(List<Json> values)) {
            return values;
        }
        throw malformed(within(name) + " is no array");
    }

    private String text(String where, Json value) throws TufProblem {
        if (value instanceof Json.Text(String text)) {
            return text;
        }
        throw malformed(where + " is no text");
    }
}
