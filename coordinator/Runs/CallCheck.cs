using FedOnco.Analyses.Reduction;
using FedOnco.Coordinator.State;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Runs;

/// <summary>What is wrong with a call that can be read: its dataset, its set, or what its analysis asks for.</summary>
internal sealed class CallCheck(AnalysisSets sets)
{
    /// <summary>Problems of a question; an analysis set that it names is put into it.</summary>
    public IEnumerable<Problem> Problems(ParsedCall parsed, Question question, StudyRecord study)
    {
        if (sets.Resolve(question, study) is not { } dataset)
        {
            var names = sets.Names(study).ToList();
            var hint = NearestName.Of(question.Data, names) is { } near ? $" Did you mean {near}?" : $" It has: {string.Join(", ", names)}.";
            return [new Problem { Reason = ErrorReason.UnknownDataset, Message = $"Study {study.Name} has no dataset {question.Data}.{hint}", Position = (uint)Math.Max(0, parsed.Text.IndexOf(question.Data, StringComparison.Ordinal)) }];
        }

        if (sets.Conflict(question, study) is { } conflict) return [new Problem { Reason = ErrorReason.WrongArgument, Message = conflict }];
        var context = new StudyContext(question, dataset, study.Sites, new DisclosureTerms());
        return AnalysisRegistry.For(question).Check(context).Select(f => ProblemOf(parsed, f)).DistinctBy(p => (p.Position, p.Message));
    }

    private static Problem ProblemOf(ParsedCall parsed, SpecificationFault fault)
    {
        var problem = new Problem { Reason = fault.Reason, Message = fault.Message };
        problem.Position = fault.Where is { } where && parsed.PositionOf(where) is { } position ? position : 0;
        return problem;
    }
}
