using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Mapping;
using FedOnco.Protos;

namespace FedOnco.Agent.Data.Check;

/// <summary>Compares a dataset with its dictionary.</summary>
internal static class DatasetChecker
{
    private const int MostValues = 10;

    /// <summary>Never throws for what is wrong with the data: that is what it reports.</summary>
    /// <param name="data">Dataset.</param>
    /// <param name="settings">Limits of the engines.</param>
    /// <param name="details">Whether to look for the values behind the counts; the verdict does not need them.</param>
    public static DatasetCheck Check(MappedDataset data, EngineSettings settings, bool details = true)
    {
        var check = new DatasetCheck(data.Entry.Study, data.Dataset.Name);
        try
        {
            var read = SourceReader.Read(data, settings, (engine, query) => Count(check, data, new CheckQuery(query), query, details ? sql => SourceReader.Rows(engine, sql) : null, SourceReader.Rows(engine, new CheckQuery(query).Counts)));
            return details && data.Dataset.Variables.Any(v => v.Derived is not null) ? WithDerived(read, data, settings) : read;
        }
        catch (FedOncoException fault)
        {
            return check with { Faults = [fault.Message] };
        }
    }

    private static DatasetCheck Count(DatasetCheck check, MappedDataset data, CheckQuery questions, SourceQuery query, Func<string, IReadOnlyList<object?[]>>? execute, IReadOnlyList<object?[]> counted)
    {
        var counts = Row(counted);
        var (rows, withKey, patients) = ((long)counts[0], (long)counts[1], (long)counts[2]);
        var variables = query.SqlVariables.Select((v, i) => Variable(data, v, counts.AsSpan(CheckQuery.CountsOfRows + (i * CheckQuery.CountsOfVariable), CheckQuery.CountsOfVariable), questions, execute, rows)).ToList();
        var rest = counts[(CheckQuery.CountsOfRows + (variables.Count * CheckQuery.CountsOfVariable))..];
        var faults = new List<string>();
        var warnings = new List<string>();
        if (rows == 0) warnings.Add("it has no rows.");
        if (withKey < rows) faults.Add($"{rows - withKey} rows have no patient key.");
        if (data.Dataset.OneRowPerPatient && patients < withKey) faults.Add($"{withKey - patients} rows repeat a patient; the dictionary says rows_per_patient: one. A join that multiplies rows is the usual cause.");
        foreach (var (endpoint, count) in questions.Endpoints.Zip(rest)) AddIfAny(faults, count, $"{endpoint.Name}: {count} rows have {endpoint.End} before {endpoint.Origin}.");
        foreach (var (combination, count) in data.Dataset.Impossible.Zip(rest.Skip(questions.Endpoints.Count))) AddIfAny(faults, count, $"{count} rows have {string.Join(" with ", combination.Parts.Select(p => $"{p.Variable} {p.Level}"))}, which the dictionary calls impossible.");
        return check with { Rows = rows, Patients = patients, Variables = variables, Faults = faults, Warnings = warnings };
    }

    private static DatasetCheck WithDerived(DatasetCheck check, MappedDataset data, EngineSettings settings)
    {
        if (check.Rows > DerivedCheck.MostRows) return check with { Warnings = [.. check.Warnings, $"derived variables were not computed: more than {DerivedCheck.MostRows} rows."] };
        var (derived, faults) = DerivedCheck.Of(data, settings);
        return check with { Variables = [.. check.Variables, .. derived], Faults = [.. check.Faults, .. faults] };
    }

    private static void AddIfAny(List<string> faults, double count, string message)
    {
        if (count > 0) faults.Add(message);
    }

    private static VariableCheck Variable(MappedDataset data, Variable variable, ReadOnlySpan<double> counts, CheckQuery questions, Func<string, IReadOnlyList<object?[]>>? execute, long rows)
    {
        var computed = variable.Aggregate is not null;
        var check = new VariableCheck(variable, computed ? "" : data.Entry.MappingOf(variable.Name).Column, (long)counts[0], (long)counts[1], (long)counts[2], (long)counts[3]);
        if (execute is null) return check;
        if (check.Unknown > 0) check = check with { UnknownValues = Values(execute(questions.UnknownValues(variable, MostValues))) };
        if (check.Implausible > 0) check = check with { ImplausibleValues = Values(execute(questions.ImplausibleValues(variable, MostValues))) };
        var ends = variable.Type is VariableType.Integer or VariableType.Decimal or VariableType.Duration && !double.IsNaN(counts[4]) && counts[4] < counts[5]
            ? Row(execute(questions.Ends(variable, counts[4], counts[5])))
            : [];
        return check with { Hints = [.. CheckHints.Of(check, data.Entry.MappingOf(variable.Name), counts[4], counts[5], ends, rows)] };
    }

    private static double[] Row(IReadOnlyList<object?[]> rows) => [.. rows[0].Select(v => v is null ? double.NaN : Convert.ToDouble(v))];

    private static List<ValueCount> Values(IReadOnlyList<object?[]> rows) => [.. rows.Select(r => new ValueCount(r[0] as string ?? "", Convert.ToInt64(r[1])))];
}
