using UrbanDataHub.Tests.Features.Trial;

[assembly: AssemblyFixture(typeof(SharedTrial))]
