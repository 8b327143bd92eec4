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
        if (context.Question.Subset is not { } subset) return new SiteRun(site, source, context, null);
        var faults = new List<SpecificationFault>();
        var condition = ExpressionCompiler.Compile(subset, context, faults);
        return condition is null ? throw new FedOncoException(faults[0].Reason, faults[0].Message, faults[0].Where) : new SiteRun(site, source, context, condition);
    }
}
