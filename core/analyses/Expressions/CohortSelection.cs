using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Expressions;

/// <summary>The rows of a question at a site.</summary>
public static class CohortSelection
{
    /// <summary>Keeps the rows whose subset condition is TRUE; NA leaves a row out.</summary>
    /// <exception cref="FedOncoException">The condition is at fault (the coordinator and the gate check it before).</exception>
    public static SiteRun Select(StudyContext context, string site, IColumnSource source)
    {
        var whole = new SiteRun(site, source, null);
        if (context.Question.Subset is not { } subset) return whole;
        var faults = new List<SpecificationFault>();
        var condition = ExpressionCompiler.Compile(subset, context, faults);
        if (condition is null) throw new FedOncoException(faults[0].Reason, faults[0].Message, faults[0].Where);
        var values = condition.Evaluate(whole).Span;
        var rows = new List<int>(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] != 0 && !double.IsNaN(values[i])) rows.Add(i);
        }

        return new SiteRun(site, source, [.. rows]);
    }
}
