using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Expressions;

/// <summary>Variables that the dictionary defines by an expression over those before them: checked once, computed at each site from its own rows.</summary>
public static class DerivedColumns
{
    /// <summary>Everything that is wrong with the derived variables of a study.</summary>
    public static IReadOnlyList<SpecificationFault> Check(Dictionary dictionary) => [.. dictionary.Datasets.SelectMany(Check)];

    /// <summary>Everything that is wrong with the derived variables of a dataset; decided from the dictionary alone.</summary>
    public static IReadOnlyList<SpecificationFault> Check(Dataset dataset)
    {
        var faults = new List<SpecificationFault>();
        foreach (var variable in dataset.Variables.Where(v => v.Derived is not null))
        {
            var found = new List<SpecificationFault>();
            var compiled = Compile(dataset, variable, "", found);
            faults.AddRange(found.Select(f => f with { Message = $"{dataset.Name}/{variable.Name}: {f.Message}" }));
            if (compiled is not null && Misfit(variable, compiled.Type) is { } misfit)
                faults.Add(new SpecificationFault(ErrorReason.WrongType, $"{dataset.Name}/{variable.Name}: {misfit}", variable.Derived));
        }

        return faults;
    }

    /// <summary>One double a row in the variable's own coding; NaN where missing or outside the declared range.</summary>
    /// <param name="dataset">Checked.</param>
    /// <param name="variable">A derived variable of it.</param>
    /// <param name="site">Id of this site.</param>
    /// <param name="source">The columns before it.</param>
    /// <exception cref="FedOncoException">The expression is at fault.</exception>
    public static double[] Compute(Dataset dataset, Variable variable, string site, IColumnSource source)
    {
        var faults = new List<SpecificationFault>();
        var compiled = Compile(dataset, variable, site, faults) ?? throw new FedOncoException(faults[0].Reason, $"{dataset.Name}/{variable.Name}: {faults[0].Message}");
        var values = compiled.Evaluate(new SiteRun(site, source)).ToArray();
        if (variable.Type == VariableType.Category)
        {
            var codes = compiled.Type.Levels.Select(l => (double)variable.Levels.Select(v => v.Name).ToList().IndexOf(l)).ToArray();
            for (var i = 0; i < values.Length; i++) values[i] = double.IsNaN(values[i]) ? double.NaN : codes[(int)values[i]];
            return values;
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (!(values[i] >= variable.Minimum && values[i] <= variable.Maximum)) values[i] = double.NaN;
        }

        return values;
    }

    private static CompiledExpression? Compile(Dataset dataset, Variable variable, string site, List<SpecificationFault> faults)
    {
        var earlier = dataset.Clone();
        while (earlier.Variables.Count > 0 && earlier.Variables[^1].Name != variable.Name) earlier.Variables.RemoveAt(earlier.Variables.Count - 1);
        earlier.Variables.RemoveAt(earlier.Variables.Count - 1);
        var context = new StudyContext(new Question { Data = dataset.Name }, earlier, [site], new DisclosureTerms());
        return ExpressionCompiler.Compile(variable.Derived, context, faults);
    }

    private static string? Misfit(Variable variable, ValueType type) => variable.Type switch
    {
        VariableType.Category => type.Levels.FirstOrDefault(l => variable.Levels.All(v => v.Name != l)) is { } unknown ? $"its expression gives {unknown}, which is no level of it."
            : type.Levels.Count == 0 ? "its expression gives no category." : null,
        VariableType.Boolean => type.Kind == ValueKind.Logical ? null : "its expression gives no TRUE/FALSE.",
        VariableType.Date => type.Kind == ValueKind.Date ? null : "its expression gives no date.",
        _ => type.IsNumeric ? null : "its expression gives no number.",
    };
}
