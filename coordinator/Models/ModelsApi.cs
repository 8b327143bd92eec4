using FedOnco.Analyses.Learning.Onnx;
using FedOnco.Coordinator.Research;
using FedOnco.Protos;
using Google.Protobuf;
using Grpc.Core;

namespace FedOnco.Coordinator.Models;

/// <summary>Trained models for people: list, take home, card.</summary>
internal sealed class ModelsApi(ModelRegistry models, Callers callers) : ModelService.ModelServiceBase
{
    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context)
    {
        var person = callers.Of(context, Deed.SeeResults);
        var study = callers.StudyOf(person, request.Study);
        return Task.FromResult(new ListModelsResponse { Models = { models.All(study.Name, person.Name).Select(Summary) } });
    }

    public override Task<GetModelResponse> GetModel(GetModelRequest request, ServerCallContext context)
    {
        var person = callers.Of(context, Deed.SeeResults);
        var study = callers.StudyOf(person, request.Study);
        var found = models.Find(study.Name, person.Name, request.Model)
            ?? throw new FedOncoException(ErrorReason.WrongArgument, $"There is no model {request.Model} for you in {study.Name}. `fedonco models` lists yours.");
        var model = found.Run.Result.Model;
        return Task.FromResult(new GetModelResponse { Summary = Summary(found), Model = model, Onnx = OnnxExport.Of(model).ToByteString(), Card = ModelCard.Of(found.Name, found.Version, found.Run) });
    }

    private static ModelSummary Summary((string Name, uint Version, Run Run) model) => new()
    {
        Name = model.Name,
        Version = model.Version,
        Run = model.Run.Id,
        Call = model.Run.Canonical,
        Trained = model.Run.Ended,
        Metrics = { model.Run.Result.Glance.Where(g => g.ValueCase == GlanceEntry.ValueOneofCase.Number) },
    };
}
