namespace FedOnco.Protos;

/// <summary>Weights that a run makes for itself: weights = iptw(..), or a name that was given to such a call.</summary>
public static class Weighting
{
    /// <summary>The column of weights; no variable of a dictionary has this name.</summary>
    public const string Column = "(iptw)";

    /// <summary>Puts the call that a name in weights = stands for into the question.</summary>
    /// <param name="question">As parsed.</param>
    /// <param name="dataset">A variable of the dictionary comes before a name.</param>
    /// <param name="named">The question that a person's name stands for, or null.</param>
    /// <returns>What is wrong, or null.</returns>
    public static Problem? Resolve(Question question, Dataset? dataset, Func<string, Question?> named)
    {
        var analysis = question.Analysis;
        var specification = Analysis.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(analysis)?.Accessor.GetValue(analysis) as Google.Protobuf.IMessage;
        var field = specification?.Descriptor.FindFieldByName("weights");
        if (field is null || field.Accessor.GetValue(specification) is not string { Length: > 0 } name || name == Column) return null;
        if (dataset is null || dataset.Variables.Any(v => v.Name == name) || named(name) is not { Analysis.KindCase: Analysis.KindOneofCase.Iptw } weights) return null;
        if (weights.Data != question.Data || !Equals(weights.Subset, question.Subset) || !Equals(weights.Set, question.Set))
            return new Problem { Reason = ErrorReason.WrongArgument, Message = $"The weights {name} were made on other rows. Give both calls the same data and subset." };
        question.Weighting = weights.Analysis.Iptw.Clone();
        field.Accessor.SetValue(specification, Column);
        return null;
    }
}
