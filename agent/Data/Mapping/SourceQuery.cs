using FedOnco.Protos;

namespace FedOnco.Agent.Data.Mapping;

/// <summary>The generated SQL of a dataset: values as doubles. No text from outside enters it unquoted.</summary>
/// <param name="data">Entry and dataset.</param>
/// <param name="columns">Columns of its sources.</param>
/// <param name="dialect">Of its engine.</param>
internal sealed class SourceQuery(MappedDataset data, SourceColumns columns, MappingDialect dialect)
{
    /// <summary>The alias of the dataset's own relation.</summary>
    public const string Alias = "r";

    private readonly MappedVariable _variables = new(data, columns, dialect, Alias);

    public Dataset Dataset => data.Dataset;

    public MappingDialect Dialect => dialect;

    /// <summary>The patient key as text.</summary>
    public string Key => _variables.Key;

    /// <summary>What stands behind FROM: one row for each row of the source, whatever is joined.</summary>
    public string From => $"{Relation(data)} AS {Alias}{string.Concat(Aggregates.Select((v, i) => $" LEFT JOIN ({Aggregate(v)}) AS a{i} ON a{i}.k = {Key}"))}";

    /// <summary>All columns of the dictionary that SQL knows, under the names of the variables: one double a row, NULL where missing or out of range; the patient key as text.</summary>
    public string Coded => $"SELECT {string.Join(", ", SqlVariables.Select(v => $"{(v.Name == Dataset.PatientKey ? Key : InRange(v))} AS {MappingDialect.Name(v.Name)}"))} FROM {From}";

    /// <summary>All but the derived variables.</summary>
    public IReadOnlyList<Variable> SqlVariables => [.. Dataset.Variables.Where(v => v.Derived is null)];

    /// <summary>The patient key as something that is equal where its text is, NULL where missing.</summary>
    public string KeyIdentity => _variables.KeyIdentity;

    /// <summary>Whether the cell is empty or a missing code; for an aggregate, whether it has no value.</summary>
    public string IsMissing(Variable variable) => variable.Aggregate is null ? _variables.IsMissing(variable) : $"({Joined(variable)} IS NULL)";

    /// <summary>The cell as text, NULL where empty or a missing code.</summary>
    public string Text(Variable variable) => _variables.Text(variable);

    /// <summary>The value in the dictionary's coding, NULL where missing or unknown.</summary>
    public string Value(Variable variable) => variable.Aggregate is null ? _variables.Value(variable) : Joined(variable);

    /// <summary>The value that analyses see, NULL also outside the plausible range.</summary>
    public string InRange(Variable variable)
    {
        if (variable.Aggregate is null) return _variables.InRange(variable);
        return Bounded(variable, Joined(variable));
    }

    /// <summary>A value under its name, NULL outside the plausible range.</summary>
    /// <param name="variable">Whose range.</param>
    /// <param name="value">Name of its value.</param>
    public string Bounded(Variable variable, string value) => variable.Type is VariableType.Category or VariableType.Boolean ? value : _variables.Bounded(variable, value);

    private List<Variable> Aggregates => [.. Dataset.Variables.Where(v => v.Aggregate is not null)];

    /// <summary>Without a row: any is FALSE, count is 0, the others are missing.</summary>
    private string Joined(Variable variable)
    {
        var value = $"a{Aggregates.IndexOf(variable)}.v";
        return variable.Aggregate.Function is AggregateFunction.Any or AggregateFunction.Count ? $"coalesce({value}, {dialect.Number(0)})" : value;
    }

    private string Aggregate(Variable variable)
    {
        var aggregate = variable.Aggregate;
        var other = data.Others[aggregate.Dataset];
        var origin = aggregate.Origin.Length == 0 ? null : Dataset.Variables.First(v => v.Name == aggregate.Origin);
        return AggregateSql.Select(aggregate, _variables, Relation(data), new MappedVariable(other, columns, dialect, "m"), Relation(other), other.Dataset, origin, dialect);
    }

    private string Relation(MappedDataset each) => RelationSql.Of(each.Entry.Source, DatabaseNames.Of(data, each.Entry.Source));
}
