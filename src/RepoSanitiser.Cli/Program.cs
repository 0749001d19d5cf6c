using RepoSanitiser.Cli.Running;

return await Application.RunAsync(args, Surroundings.OfThisProcess());
