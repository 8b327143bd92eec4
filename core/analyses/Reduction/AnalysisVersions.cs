using FedOnco.Protos;

namespace FedOnco.Analyses.Reduction;

/// <summary>Name and version of a question's analysis, from the options of its proto message.</summary>
public static class AnalysisVersions
{
    public static CallForm Of(Question question)
    {
        var field = Analysis.Descriptor.Oneofs.Single().Accessor.GetCaseFieldDescriptor(question.Analysis)
            ?? throw new FedOncoException(ErrorReason.NotYet, "The question has no analysis that this version knows.");
        return field.MessageType.GetOptions().GetExtension(OptionsExtensions.Call);
    }
}
