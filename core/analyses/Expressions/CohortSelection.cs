using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Expressions;

/// <summary>The rows of a question at a site.</summary>
public static class CohortSelection
{
    /// <summary>Keeps the rows whose conditions are TRUE (NA leaves a row out) and that have every value an analysis set asks for.</summary>
    /// <exception cref="FedOncoException">The condition is at fault (the coordinator and the gate check it before).</exception>
    public static SiteRun Select(StudyContext context, string site, IColumnSource source)
    {
        if (QuestionRows.All(context.Question) is not { } rows) return new SiteRun(site, source, context, () => null);
        var faults = new List<SpecificationFault>();
        var condition = ExpressionCompiler.Compile(rows, context, faults);
        if (condition is null) throw new FedOncoException(faults[0].Reason, faults[0].Message, faults[0].Where);
        // What an engine is asked for is the whole condition, an analysis set's included.
        return new SiteRun(site, source, context with { Question = new Question(context.Question) { Subset = rows, Set = null } }, () => RowSet.Where(condition, site, source));
    }
}
