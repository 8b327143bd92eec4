namespace FedOnco.Agent.Data.Sql;

/// <summary>The values of a statement; the text has only their places ($1, $2, ...).</summary>
internal sealed class SqlParameters
{
    private readonly Dictionary<object, int> _places = [];
    private readonly List<object> _values = [];

    /// <summary>Texts, texts lists and doubles in the order of their places.</summary>
    public IReadOnlyList<object> Values => _values;

    public string Place(string text) => Of(text);

    public string Place(double number) => Of(number);

    public string Place(IReadOnlyList<string> texts)
    {
        _values.Add(texts.ToArray());
        return $"${_values.Count}";
    }

    /// <summary>Values never reach a log.</summary>
    public override string ToString() => $"{_values.Count} parameters";

    private string Of(object value)
    {
        if (!_places.TryGetValue(value, out var place))
        {
            _values.Add(value);
            _places[value] = place = _values.Count;
        }

        return $"${place}";
    }
}
