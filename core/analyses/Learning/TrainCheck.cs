using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Learning;

/// <summary>Everything that is wrong with a call of train() in itself.</summary>
public static class TrainCheck
{
    private static readonly HashSet<string> Fractions = ["eta", "lambda", "gamma", "alpha", "validation", "rate", "clip", "decay", "mu", "momentum"];

    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.Train;
        SubsetCheck.Add(context, faults);
        var question = LearningQuestion.Of(spec.Formula, context, faults);
        if (spec.Model is null) faults.Add(new SpecificationFault(ErrorReason.MissingArgument, "train() needs model = gbdt(), elastic_net(), cox_net() or mlp()."));
        else if (question is not null) Learner(spec, question, faults);
        Whole(spec, faults);
        if (spec.Model is not null) WholeChoice(spec.Model, faults);
        Splits(spec, faults);
        return faults;
    }

    private static void Learner(TrainSpec spec, LearningQuestion question, List<SpecificationFault> faults)
    {
        var survival = question.Task == LearningTask.Survival;
        if (spec.Model.KindCase == LearnerSpec.KindOneofCase.ElasticNet && survival) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "elastic_net() has no survival times: use cox_net().", spec.Formula.Left));
        if (spec.Model.KindCase == LearnerSpec.KindOneofCase.CoxNet && !survival) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "cox_net() is for Surv(time, event) ~ ..: use elastic_net().", spec.Formula.Left));
        if (spec.Strategy is not null && spec.Model.KindCase != LearnerSpec.KindOneofCase.Mlp) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "strategy = belongs to mlp(): trees and elastic nets are fitted on the sums of all centres, nothing is averaged."));
        if (spec.Model.Mlp is { } mlp && mlp.Hidden.Any(h => h != Math.Floor(h) || h is < 1 or > 8192)) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "hidden = are whole numbers from 1 to 8192."));
        if (spec.Model.ElasticNet is { Family: { } family } && (family.Family, question.Task) is not ((Family.Binomial, LearningTask.Binary) or (Family.Gaussian, _) or (Family.Poisson, _)))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "elastic_net() has gaussian, poisson, and binomial for a response of two classes."));
    }

    private static void Splits(TrainSpec spec, List<SpecificationFault> faults)
    {
        if (spec.Folds == 1) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "A cross-validation has at least 2 parts: folds = 5."));
        if (spec.Patience > 0 && !(spec.Validation > 0)) faults.Add(new SpecificationFault(ErrorReason.MissingArgument, "patience = needs held-out patients: validation = 0.2."));
        if (spec.Benefit && !(spec.Validation > 0)) faults.Add(new SpecificationFault(ErrorReason.MissingArgument, "benefit = TRUE compares on held-out patients: validation = 0.3."));
    }

    private static void WholeChoice(LearnerSpec choice, List<SpecificationFault> faults)
    {
        if (LearnerSpec.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(choice)?.Accessor.GetValue(choice) is Google.Protobuf.IMessage learner) Whole(learner, faults);
    }

    private static void Whole(Google.Protobuf.IMessage message, List<SpecificationFault> faults)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder().Where(f => f.FieldType == Google.Protobuf.Reflection.FieldType.Double && !f.IsRepeated && !Fractions.Contains(f.Name)))
        {
            if (field.Accessor.GetValue(message) is double number && number != Math.Floor(number)) faults.Add(new SpecificationFault(ErrorReason.WrongArgument, $"{field.Name} = is a whole number."));
        }
    }
}
