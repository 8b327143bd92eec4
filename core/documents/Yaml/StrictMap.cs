using System.Globalization;
using FedOnco.Protos;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FedOnco.Documents.Yaml;

/// <summary>A mapping of a hand-written file in which an unknown key is a fault: a guard that is silently inert is the worst kind.</summary>
public sealed class StrictMap
{
    private readonly YamlMappingNode _node;
    private readonly YamlFaults _faults;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    private StrictMap(YamlMappingNode node, YamlFaults faults)
    {
        _node = node;
        _faults = faults;
    }

    /// <summary>The root of a file; an empty mapping with a fault where it is none.</summary>
    public static StrictMap Parse(string text, YamlFaults faults)
    {
        try
        {
            if (!YamlShape.IsPlain(text, faults)) return new StrictMap(new YamlMappingNode(), faults);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }])
            {
                RequirePlainText(root, faults);
                return new StrictMap(root, faults);
            }

            faults.Add("The file holds no mapping of keys to values.");
        }
        catch (YamlException broken)
        {
            faults.Add($"line {broken.Start.Line}, column {broken.Start.Column}: {broken.InnerException?.Message ?? broken.Message}");
        }

        catch (Exception broken) when (broken is not FedOncoException)
        {
            // What the parser itself did not foresee (a tag that is none, braces within braces) comes as any exception, without a place.
            faults.Add("this is no YAML. Look for braces that are not closed, and quote texts that begin with !.");
        }

        return new StrictMap(new YamlMappingNode(), faults);
    }

    public YamlNode Node => _node;

    /// <summary>The character NUL ends a text early in the engines that read the data.</summary>
    private static void RequirePlainText(YamlMappingNode root, YamlFaults faults)
    {
        foreach (var scalar in root.AllNodes.OfType<YamlScalarNode>().Where(s => s.Value?.Contains('\0', StringComparison.Ordinal) == true))
            faults.Add(scalar, "a text holds the character NUL.");
    }

    public void Fault(string message) => _faults.Add(_node, message);

    public void Fault(string key, string message) => _faults.Add(Find(key) ?? _node, $"{key}: {message}");

    public string Text(string key, bool required = false, string fallback = "")
    {
        if (Find(key, required) is not { } value) return fallback;
        if (value is YamlScalarNode scalar) return scalar.Value ?? "";
        _faults.Add(value, $"{key} is one value.");
        return fallback;
    }

    public double? Number(string key)
    {
        if (Find(key) is not { } value) return null;
        if (value is YamlScalarNode scalar && double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) return number;
        _faults.Add(value, $"{key} is a number.");
        return null;
    }

    /// <summary>A whole number from 0.</summary>
    public uint? Count(string key)
    {
        var number = Number(key);
        if (number is null || (number >= 0 && number <= int.MaxValue && number == Math.Floor(number.Value))) return (uint?)number;
        Fault(key, "a whole number from 0 is needed.");
        return null;
    }

    public bool Flag(string key, bool fallback = false)
    {
        if (Find(key) is not { } value) return fallback;
        if (value is YamlScalarNode { Value: "true" or "false" } scalar) return scalar.Value == "true";
        _faults.Add(value, $"{key} is true or false.");
        return fallback;
    }

    /// <summary>One of a closed list of words.</summary>
    public T Choice<T>(string key, IReadOnlyDictionary<string, T> words, T fallback)
    {
        if (Find(key) is not { } value) return fallback;
        if (value is YamlScalarNode scalar && words.TryGetValue(scalar.Value ?? "", out var found)) return found;
        _faults.Add(value, $"{key} is one of: {string.Join(", ", words.Keys)}.");
        return fallback;
    }

    public IReadOnlyList<string> Texts(string key, bool required = false)
    {
        if (Find(key, required) is not { } value) return [];
        if (value is YamlSequenceNode list && list.All(i => i is YamlScalarNode)) return [.. list.Cast<YamlScalarNode>().Select(s => s.Value ?? "")];
        _faults.Add(value, $"{key} is a list, as in [a, b].");
        return [];
    }

    /// <summary>One text or a list of them.</summary>
    public IReadOnlyList<string> OneOrMore(string key) => Find(key) is YamlScalarNode scalar ? [scalar.Value ?? ""] : Texts(key);

    /// <summary>Whether the value of the key is a mapping.</summary>
    public bool IsMap(string key) => Find(key) is YamlMappingNode;

    /// <summary>All entries, where the keys are names chosen by the author and the values a text or a list of texts.</summary>
    public IEnumerable<(string Name, IReadOnlyList<string> Texts)> ListEntries()
    {
        foreach (var name in _node.Children.Keys.Select(k => (k as YamlScalarNode)?.Value ?? "").ToList()) yield return (name, OneOrMore(name));
    }

    /// <summary>Items of a list: plain texts or mappings.</summary>
    public IEnumerable<(string? Text, StrictMap? Map)> Items(string key)
    {
        if (Find(key) is not { } value) yield break;
        if (value is not YamlSequenceNode list)
        {
            _faults.Add(value, $"{key} is a list, as in [a, b].");
            yield break;
        }

        foreach (var item in list)
        {
            if (item is YamlScalarNode scalar) yield return (scalar.Value ?? "", null);
            else if (item is YamlMappingNode map) yield return (null, new StrictMap(map, _faults));
            else _faults.Add(item, $"an item of {key} is a text or a mapping.");
        }
    }

    public StrictMap? Map(string key, bool required = false)
    {
        if (Find(key, required) is not { } value) return null;
        if (value is YamlMappingNode map) return new StrictMap(map, _faults);
        _faults.Add(value, $"{key} is a mapping.");
        return null;
    }

    /// <summary>All entries, where the keys are names chosen by the author.</summary>
    public IEnumerable<(string Name, StrictMap Map)> Entries()
    {
        foreach (var (key, value) in _node.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            _known.Add(name);
            if (value is YamlMappingNode map) yield return (name, new StrictMap(map, _faults));
            else _faults.Add(value, $"{name} is a mapping.");
        }
    }

    /// <summary>All entries, where a value is a text or a mapping.</summary>
    public IEnumerable<(string Name, string? Text, StrictMap? Map)> MixedEntries()
    {
        foreach (var (key, value) in _node.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            _known.Add(name);
            if (value is YamlScalarNode scalar) yield return (name, scalar.Value ?? "", null);
            else if (value is YamlMappingNode map) yield return (name, null, new StrictMap(map, _faults));
            else _faults.Add(value, $"{name} is a text or a mapping.");
        }
    }

    /// <summary>Whether the key is there.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>All entries as texts.</summary>
    public IReadOnlyDictionary<string, string> TextEntries()
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in _node.Children)
        {
            if (key is YamlScalarNode { Value: { } name } && value is YamlScalarNode scalar) entries[name] = scalar.Value ?? "";
            else _faults.Add(value, "a name and a value are needed.");
        }

        return entries;
    }

    /// <summary>Adds a fault for every key that nobody asked for.</summary>
    public void RequireNoOthers()
    {
        foreach (var key in _node.Children.Keys)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (_known.Contains(name)) continue;
            var hint = NearestName.Of(name, _known) is { } near ? $" Did you mean {near}?" : $" Known: {string.Join(", ", _known.Order(StringComparer.Ordinal))}.";
            _faults.Add(key, $"{name} is not known here.{hint}");
        }
    }

    private YamlNode? Find(string key, bool required = false)
    {
        _known.Add(key);
        if (_node.Children.TryGetValue(new YamlScalarNode(key), out var value)) return value;
        if (required) _faults.Add(_node, $"{key} is missing.");
        return null;
    }
}
