using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.PostFit;

/// <summary>newdata = data.frame(age = c(50, 60), size = "20-50"): one row after the other, shorter columns repeated.</summary>
internal sealed class NewData
{
    private const int MostRows = 10_000;

    private readonly Dictionary<string, List<Expression>> _columns = new(StringComparer.Ordinal);
    private readonly StudyContext _context;

    public NewData(Expression? given, StudyContext context)
    {
        _context = context;
        if (given?.Application is not { Function: "data.frame" or "list" } frame || frame.Arguments.Any(a => a.Name.Length == 0))
            throw new FedOncoException(ErrorReason.MissingArgument, "predict() needs newdata = data.frame(age = c(50, 60), size = \"20-50\"): a value for each variable of the fit.", given);
        foreach (var argument in frame.Arguments)
            _columns[argument.Name] = argument.Value.Application is { Function: "c" } list ? [.. list.Arguments.Select(a => a.Value)] : [argument.Value];
        Rows = _columns.Count == 0 ? 1 : _columns.Values.Max(c => c.Count);
        if (Rows > MostRows || _columns.Values.Any(c => c.Count == 0 || Rows % c.Count != 0))
            throw new FedOncoException(ErrorReason.WrongArgument, $"The columns of newdata have lengths that do not fit, or more than {MostRows} rows.", given);
    }

    public int Rows { get; }

    public IReadOnlyCollection<string> Names => _columns.Keys;

    /// <summary>As it was written.</summary>
    public string Text(string name, int row) => At(name, row) is { KindCase: Expression.KindOneofCase.Text } text ? text.Text : At(name, row).ToText();

    /// <summary>A cohort of this one row.</summary>
    public SiteRun Run(int row) => new(_columns.ContainsKey("site") ? Text("site", row) : _context.Sites.Count > 0 ? _context.Sites[0] : "", new Source(this, row));

    private Expression At(string name, int row) => _columns[name][row % _columns[name].Count];

    private double Value(string name, int row)
    {
        if (!_columns.ContainsKey(name)) throw new FedOncoException(ErrorReason.MissingArgument, $"newdata has no {name}.");
        var given = At(name, row);
        var variable = _context.Dataset.Variables.First(v => v.Name == name);
        if (variable.Type == VariableType.Category)
        {
            var level = variable.Levels.ToList().FindIndex(l => l.Name == Text(name, row));
            return level >= 0 ? level : throw new FedOncoException(ErrorReason.UnknownLevel, $"{name} has no level {Text(name, row)}. It has: {string.Join(", ", variable.Levels.Select(l => l.Name))}.", given);
        }

        if (variable.Type == VariableType.Boolean && given.KindCase == Expression.KindOneofCase.Logical) return given.Logical ? 1 : 0;
        return PostFitArguments.Number(given) ?? throw new FedOncoException(ErrorReason.WrongType, $"{name} is a number.", given);
    }

    private sealed class Source(NewData data, int row) : IColumnSource
    {
        public int Rows => 1;

        public ReadOnlyMemory<double> Column(string name) => new[] { data.Value(name, row) };
    }
}
